/* Files, text and exit of an emulated machine, served by the emulator at a breakpoint instruction. */
#ifndef BANTAM_HARNESS_SEMIHOSTING_H
#define BANTAM_HARNESS_SEMIHOSTING_H

#include <stdint.h>

enum { EXIT_FAULT = 70, EXIT_FILES = 71, EXIT_GUARD = 72, EXIT_COUNTER = 73 };

/* Opens a file of the emulator's working directory; stops the program if it cannot. */
uint32_t file_open_to_read(const char *name);
uint32_t file_open_to_write(const char *name);

/* The length of an open file in bytes. */
uint32_t file_length(uint32_t file);

/* Moves exactly so many bytes; stops the program if it cannot. */
void file_read(uint32_t file, void *data, uint32_t bytes);
void file_write(uint32_t file, const void *data, uint32_t bytes);

void file_close(uint32_t file);

/* Writes text to the emulator's console. */
void console_text(const char *text);
void console_hex(uint32_t value);

/* Ends the emulator with this exit status (0 to 255). */
void stop(uint32_t status) __attribute__((noreturn));

#endif
