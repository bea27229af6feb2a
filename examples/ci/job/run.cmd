@echo off
rem Runs when somebody has logged on: a shortcut in the Startup folder says so. D: is this folder.
call D:\test.cmd > E:\log.txt 2>&1
echo %ERRORLEVEL% > E:\exitcode.txt
shutdown -s -t 0
