// A program for Windows that shows what Windows' own readers make of files, and that records how it is called
// when it has the name of another program.
package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"unsafe"
)

var (
	kernel32 = syscall.NewLazyDLL("kernel32.dll")
	setupapi = syscall.NewLazyDLL("setupapi.dll")
	ntdll    = syscall.NewLazyDLL("ntdll.dll")
	advapi32 = syscall.NewLazyDLL("advapi32.dll")
)

func main() {
	name := strings.TrimSuffix(strings.ToLower(filepath.Base(os.Args[0])), ".exe")
	if name != "helper" {
		record(name)
		return
	}
	modes := map[string]func([]string){
		"profile":  profile,
		"inf":      inf,
		"devices":  devices,
		"registry": registry,
	}
	modes[os.Args[1]](lines(os.Args[2]))
}

// record appends the call to C:\calls.log; as fsutil it makes the file.
func record(name string) {
	log, err := os.OpenFile(`C:\calls.log`, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		fmt.Fprintln(log, name+" "+strings.Join(os.Args[1:], " "))
		log.Close()
	}
	if name == "fsutil" && len(os.Args) == 5 {
		size, _ := strconv.ParseInt(os.Args[4], 10, 64)
		if os.WriteFile(os.Args[3], nil, 0o600) != nil || os.Truncate(os.Args[3], size) != nil {
			os.Exit(1)
		}
	}
}

func lines(path string) []string {
	file, err := os.Open(path)
	if err != nil {
		panic(err)
	}
	var all []string
	scanner := bufio.NewScanner(file)
	for scanner.Scan() {
		all = append(all, strings.TrimSuffix(scanner.Text(), "\r"))
	}
	return all
}

func bytesOf(text string) unsafe.Pointer {
	return unsafe.Pointer(&append([]byte(text), 0)[0])
}

func untilZero(buffer []byte) []byte {
	for at, each := range buffer {
		if each == 0 {
			return buffer[:at]
		}
	}
	return buffer
}

// profile reads "FILE<tab>SECTION<tab>KEY" with GetPrivateProfileStringA.
func profile(all []string) {
	read := kernel32.NewProc("GetPrivateProfileStringA")
	for _, line := range all {
		field := strings.Split(line, "\t")
		buffer := make([]byte, 65536)
		read.Call(uintptr(bytesOf(field[1])), uintptr(bytesOf(field[2])), uintptr(bytesOf("(none)")),
			uintptr(unsafe.Pointer(&buffer[0])), uintptr(len(buffer)), uintptr(bytesOf(field[0])))
		fmt.Println(hex.EncodeToString(untilZero(buffer)))
	}
}

type infContext struct {
	inf, current  uintptr
	section, line uint32
}

// inf prints the lines of "FILE<tab>SECTION" as setupapi takes them apart: key and fields in hexadecimal.
func inf(all []string) {
	const oldStyle = 1
	open, closeInf := setupapi.NewProc("SetupOpenInfFileA"), setupapi.NewProc("SetupCloseInfFile")
	first, next := setupapi.NewProc("SetupFindFirstLineA"), setupapi.NewProc("SetupFindNextLine")
	count, get := setupapi.NewProc("SetupGetFieldCount"), setupapi.NewProc("SetupGetStringFieldA")
	for _, line := range all {
		field := strings.Split(line, "\t")
		var at uint32
		file, _, _ := open.Call(uintptr(bytesOf(field[0])), 0, oldStyle, uintptr(unsafe.Pointer(&at)))
		if file == ^uintptr(0) {
			fmt.Println("error in line", at)
			continue
		}
		var context infContext
		var texts []string
		found, _, _ := first.Call(file, uintptr(bytesOf(field[1])), 0, uintptr(unsafe.Pointer(&context)))
		for found != 0 {
			fields, _, _ := count.Call(uintptr(unsafe.Pointer(&context)))
			var parts []string
			for index := uintptr(0); index <= fields; index++ {
				buffer := make([]byte, 4096)
				get.Call(uintptr(unsafe.Pointer(&context)), index, uintptr(unsafe.Pointer(&buffer[0])), uintptr(len(buffer)), 0)
				parts = append(parts, hex.EncodeToString(untilZero(buffer)))
			}
			texts = append(texts, strings.Join(parts, ","))
			found, _, _ = next.Call(uintptr(unsafe.Pointer(&context)), uintptr(unsafe.Pointer(&context)))
		}
		closeInf.Call(file)
		fmt.Println(strings.Join(texts, " "))
	}
}

// devices says for each name, given as hexadecimal UTF-8, whether C:\d\NAME is a device.
func devices(all []string) {
	is := ntdll.NewProc("RtlIsDosDeviceName_U")
	for _, line := range all {
		name, _ := hex.DecodeString(line)
		path, err := syscall.UTF16PtrFromString(`C:\d\` + string(name))
		if err != nil {
			fmt.Println("invalid")
			continue
		}
		found, _, _ := is.Call(uintptr(unsafe.Pointer(path)))
		fmt.Println(found&0xffffffff != 0)
	}
}

// registry prints type and hexadecimal data of "ROOT<tab>KEY<tab>VALUE", or "none".
func registry(all []string) {
	roots := map[string]uintptr{"HKLM": 0x80000002, "HKCU": 0x80000001, "HKU": 0x80000003}
	open, query := advapi32.NewProc("RegOpenKeyExW"), advapi32.NewProc("RegQueryValueExW")
	for _, line := range all {
		field := strings.Split(line, "\t")
		path, _ := syscall.UTF16PtrFromString(field[1])
		name, _ := syscall.UTF16PtrFromString(field[2])
		var key uintptr
		failed, _, _ := open.Call(roots[field[0]], uintptr(unsafe.Pointer(path)), 0, 0x20019, uintptr(unsafe.Pointer(&key)))
		var kind uint32
		buffer := make([]byte, 65536)
		size := uint32(len(buffer))
		if failed == 0 {
			failed, _, _ = query.Call(key, uintptr(unsafe.Pointer(name)), 0, uintptr(unsafe.Pointer(&kind)),
				uintptr(unsafe.Pointer(&buffer[0])), uintptr(unsafe.Pointer(&size)))
		}
		if failed != 0 {
			fmt.Println("none")
			continue
		}
		fmt.Println(kind, hex.EncodeToString(buffer[:size]))
	}
}
