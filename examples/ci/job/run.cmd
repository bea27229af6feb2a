@echo off
rem Runs when somebody has logged on: a shortcut in the Startup folder says so. D: is this folder.
rem With a cmd of its own, the job ends only itself, whatever it ends with.
cmd /c D:\test.cmd > E:\log.txt 2>&1
echo %ERRORLEVEL% > E:\exitcode.txt
shutdown -s -t 0
