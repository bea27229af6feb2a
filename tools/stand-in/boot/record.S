# The disk's first three sectors: a boot record, what it leaves behind in memory, and SYSLINUX' boot record.
#
# The firmware reads an IDE disk word by word, which costs an emulator forty times as much processor time as DMA. When
# the firmware says that its boot disk is on a PCI IDE controller, this makes the extended reads of that disk by DMA. The
# firmware still does everything else, and repeats each read that fails.
#
# Enhanced Disk Drive Services 3 (the drive's parameters) and ATA/ATAPI Host Adapters (the bus master's registers), both
# at https://www.t13.org

    .set sector, 512
    .set record_address, 0x7c00 # where the firmware and SYSLINUX expect a boot record
    .set home, 0x60 # segment: it runs at 0x600
    .set partition_table, 446
    .set parameters, 3 * sector
    .set memory_kib, 0x413 # of the firmware: conventional memory
    .set vector, 4 * 0x13

    .code16
    xor %ax, %ax
    mov %ax, %ss
    mov $record_address, %sp
    mov %ax, %ds
    mov $home, %ax
    mov %ax, %es
    mov %sp, %si
    xor %di, %di
    mov $sector / 2, %cx
    cld
    rep movsw
    ljmp $home, $main

main:
    mov %ax, %ds
    mov $0x0202, %ax # read two sectors
    mov $sector, %bx
    mov $2, %cx # cylinder 0, sector 2
    mov $0, %dh
    int $0x13
    jc fail
    mov %dl, drive

    mov $0x48, %ah # get drive parameters
    mov $parameters, %si
    movw $74, (%si)
    movw $0, 30(%si)
    int $0x13
    jc chain
    cmpw $0xbedd, 30(%si) # the rest is valid
    jne chain
    cmpl $0x20494350, 36(%si) # "PCI "
    jne chain
    cmpl $0x20415441, 40(%si) # "ATA "
    jne chain
    les 26(%si), %di # extension
    mov %es:(%di), %ax
    mov %ax, command_port
    mov %es:4(%di), %al
    mov %al, head

    # Bus, device and function have 8, 5 and 3 bits of a PCI address.
    movzbl 48(%si), %ebx
    shl $5, %ebx
    or 49(%si), %bl
    shl $3, %ebx
    or 50(%si), %bl
    shl $8, %ebx
    bts $31, %ebx
    mov $0x08, %bl # class
    call read_pci
    shr $16, %eax
    cmp $0x0101, %ax # IDE controller
    jne chain
    mov $0x20, %bl # base address 4
    call read_pci
    test $1, %al # is one of ports
    jz chain
    and $0xfffc, %ax
    jz chain
    movzbw 51(%si), %cx # channel
    shl $3, %cx
    add %cx, %ax
    mov %ax, bus_master
    mov $0x04, %bl # command
    call read_pci
    or $4, %al # bus master
    out %ax, %dx

    # The second sector stays, in a KiB that is taken from the end of conventional memory. Labels are the same there.
    xor %ax, %ax
    mov %ax, %fs
    decw %fs:memory_kib
    mov %fs:memory_kib, %ax
    shl $6, %ax
    sub $sector / 16, %ax
    mov %ax, %es
    movzwl %ax, %eax
    shl $4, %eax
    add $descriptor, %eax
    mov %eax, descriptor_address
    mov %fs:vector, %eax
    mov %eax, firmware
    mov $sector, %si
    mov %si, %di
    mov $sector / 2, %cx
    rep movsw
    movw $interrupt, %fs:vector
    mov %es, %fs:vector + 2

# Goes on with the third sector as if the firmware had loaded it, with this disk's partitions.
chain:
    xor %ax, %ax
    mov %ax, %es
    mov $2 * sector, %si
    mov $record_address, %di
    mov $sector / 2, %cx
    rep movsw
    mov $partition_table, %si
    mov $record_address + partition_table, %di
    mov $(sector - partition_table) / 2, %cx
    rep movsw
    mov drive, %dl
    ljmp $0, $record_address

fail:
    int $0x18 # the firmware tries its next device

# Reads EAX from the register that EBX names. DX is the port to write it.
read_pci:
    mov %ebx, %eax
    mov $0xcf8, %dx
    out %eax, %dx
    mov $0xcfc, %dx
    in %dx, %eax
    ret

    .org sector
descriptor: .long 0, 0 # where to, and how much
descriptor_address: .long 0
firmware: .long 0
bus_master: .word 0
command_port: .word 0
head: .byte 0
drive: .byte 0

interrupt:
    cmp $0x42, %ah # extended read
    jne pass
    cmp %cs:drive, %dl
    jne pass
    pushal
    push %ds
    movzwl 6(%si), %eax # segment
    shl $4, %eax
    movzwl 4(%si), %ecx # offset
    add %ecx, %eax
    mov 8(%si), %ebx # first sector
    mov 12(%si), %ecx
    mov 2(%si), %bp # sectors
    push %cs
    pop %ds

    # One command has 28 bits for the first sector, one descriptor holds an even address and does not cross 64 KiB.
    test %ecx, %ecx
    jnz decline
    cmp $0x0fffff80, %ebx
    ja decline
    mov %bp, %cx
    dec %cx
    cmp $127, %cx
    ja decline
    test $1, %al
    jnz decline
    mov %eax, descriptor
    mov %bp, %cx
    shl $9, %cx # 64 KiB are 0
    mov %cx, descriptor + 4
    movw $0x8000, descriptor + 6 # the last one
    dec %cx
    add %ax, %cx
    jc decline

    mov bus_master, %dx
    mov $8, %al # to memory
    out %al, %dx
    add $2, %dx # status
    in %dx, %al
    or $6, %al # written: no interrupt, no error
    out %al, %dx
    add $2, %dx
    mov descriptor_address, %eax
    out %eax, %dx

    mov command_port, %dx
    add $6, %dx # drive and head
    rol $8, %ebx
    mov head, %al
    or %bl, %al
    out %al, %dx
    call wait_until_idle
    jnz decline
    sub $5, %dx # sectors
    mov %bp, %ax
    out %al, %dx
    inc %dx # first sector, from its lowest byte
    shr $8, %ebx
    mov %bl, %al
    out %al, %dx
    inc %dx
    mov %bh, %al
    out %al, %dx
    inc %dx
    shr $16, %ebx
    mov %bl, %al
    out %al, %dx
    add $2, %dx # command
    mov $0xc8, %al # READ DMA
    out %al, %dx

    mov bus_master, %dx
    mov $9, %al # to memory, start
    out %al, %dx
    add $2, %dx
    mov $0x100000, %ecx # a second, or more
0:  in %dx, %al
    test $1, %al # active
    loopnzl 0b
    mov %al, %ah
    sub $2, %dx
    mov $0, %al # stop
    out %al, %dx
    test $3, %ah # active, error
    jnz decline
    mov command_port, %dx
    add $6, %dx
    call wait_until_idle
    jnz decline
    test $0x21, %al # fault, error
    jnz decline

    pop %ds
    popal
    mov $0, %ah
    push %bp
    mov %sp, %bp
    andb $~1, 6(%bp) # no carry
    pop %bp
    iret

decline:
    pop %ds
    popal
pass:
    ljmp *%cs:firmware

# Takes DX from the head's port to the status', and AL from there. Not zero: the drive is busy for good.
wait_until_idle:
    inc %dx
    mov $0x100000, %ecx
    in %dx, %al # Only after 400 ns, which four reads take, is it the status of the drive just selected.
    in %dx, %al
    in %dx, %al
    in %dx, %al
0:  in %dx, %al
    test $0x88, %al # busy, wants data
    loopnzl 0b
    ret

    .org 2 * sector
    .incbin "/usr/lib/SYSLINUX/mbr.bin"
    .org 3 * sector
