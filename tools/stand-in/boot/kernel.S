# The unpacked kernel in the form that boot loaders expect: Debian's real-mode code, and code that moves the kernel to its
# place. Unpacking it at each start would take an emulator longer than everything else.
#
# The header and both ways of entry are described in Linux' Documentation/arch/x86/boot.rst.

    .set load_address, 0x100000

# Where something of this file is in memory.
#define at(label) (label - start + load_address)

    .incbin "setup", 0, 0x1f4
    .long (end - start) / 16 # syssize
    .incbin "setup", 0x1f8, 0x260 - 0x1f8
    .long KERNEL_ADDRESS + KERNEL_BYTES - load_address # init_size
    .incbin "setup", 0x264

    .code32
start:
    mov $at(page_map), %eax
    mov %eax, %cr3
    mov %cr4, %eax
    or $0x20, %eax # physical address extension
    mov %eax, %cr4
    mov $0xc0000080, %ecx # EFER
    rdmsr
    or $0x100, %eax # long mode
    wrmsr
    lgdt at(descriptor_table)
    mov %cr0, %eax
    or $0x80000000, %eax # paging
    mov %eax, %cr0
    ljmp $0x10, $at(long_mode)

    .code64
long_mode:
    mov $0x18, %eax
    mov %eax, %ds
    mov %eax, %es
    mov %eax, %ss
    mov %rsi, %rbx # boot parameters
    # Source and target overlap, so the end goes first.
    mov $at(end) - 8, %esi
    mov $KERNEL_ADDRESS + (end - kernel) - 8, %edi
    mov $(end - kernel) / 8, %ecx
    std
    rep movsq
    cld
    mov %rbx, %rsi
    mov $KERNEL_ENTRY, %eax
    jmp *%rax

descriptor_table:
    .word 4 * 8 - 1
    .long at(descriptors)
    .balign 8
descriptors:
    .quad 0, 0
    .quad 0x00af9a000000ffff # 0x10: code of 64 bits
    .quad 0x00cf92000000ffff # 0x18: data

    # The first GiB at its own addresses
    .balign 4096
page_map:
    .quad at(page_pointers) + 3 # present, writable
    .balign 4096
page_pointers:
    .quad at(page_directory) + 3
    .balign 4096
page_directory:
    .set address, 0
    .rept 512
    .quad address + 0x83 # a page of 2 MiB
    .set address, address + 0x200000
    .endr

kernel:
    .incbin "vmlinux.bin"
    .balign 16
end:
