#include "semihosting.h"

enum {
    SYS_OPEN = 0x01,
    SYS_CLOSE = 0x02,
    SYS_WRITE0 = 0x04,
    SYS_WRITE = 0x05,
    SYS_READ = 0x06,
    SYS_FLEN = 0x0C,
    SYS_EXIT_EXTENDED = 0x20,
    MODE_READ_BINARY = 1,
    MODE_WRITE_BINARY = 5
};

static const uint32_t no_file = 0xFFFFFFFFu;

static uint32_t call(uint32_t operation, const void *block)
{
    register uint32_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = block;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

void console_text(const char *text)
{
    call(SYS_WRITE0, text);
}

void console_hex(uint32_t value)
{
    static const char digits[] = "0123456789abcdef";
    char text[9];
    int i;
    for (i = 7; i >= 0; i--) {
        text[i] = digits[value & 15u];
        value >>= 4;
    }

    text[8] = 0;
    console_text(text);
}

void stop(uint32_t status)
{
    /* 0x20026 is "the application asked for it"; only this reason passes the status on. */
    uint32_t block[2];
    block[0] = 0x20026u;
    block[1] = status;
    for (;;) {
        call(SYS_EXIT_EXTENDED, block);
    }
}

static void fail(const char *message)
{
    console_text(message);
    console_text("\n");
    stop(EXIT_FILES);
}

static uint32_t open(const char *name, uint32_t mode)
{
    uint32_t block[3];
    uint32_t length = 0;
    uint32_t file;
    while (name[length] != 0) {
        length++;
    }

    block[0] = (uint32_t)(uintptr_t)name;
    block[1] = mode;
    block[2] = length;
    file = call(SYS_OPEN, block);
    if (file == no_file) {
        fail("cannot open a file of samples or results");
    }

    return file;
}

uint32_t file_open_to_read(const char *name)
{
    return open(name, MODE_READ_BINARY);
}

uint32_t file_open_to_write(const char *name)
{
    return open(name, MODE_WRITE_BINARY);
}

uint32_t file_length(uint32_t file)
{
    return call(SYS_FLEN, &file);
}

/* Both calls answer with the number of bytes that were not moved. */
static void move(uint32_t operation, uint32_t file, const void *data, uint32_t bytes)
{
    uint32_t block[3];
    block[0] = file;
    block[1] = (uint32_t)(uintptr_t)data;
    block[2] = bytes;
    if (call(operation, block) != 0) {
        fail("cannot move the bytes of a file of samples or results");
    }
}

void file_read(uint32_t file, void *data, uint32_t bytes)
{
    move(SYS_READ, file, data, bytes);
}

void file_write(uint32_t file, const void *data, uint32_t bytes)
{
    move(SYS_WRITE, file, data, bytes);
}

void file_close(uint32_t file)
{
    call(SYS_CLOSE, &file);
}
