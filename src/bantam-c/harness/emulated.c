/*
 * Runs a model on an emulated machine over every sample of input.bin, back to back, and writes output.bin, also back
 * to back, and report.bin: 32-bit words, little-endian, namely the counter's ticks for a function that does nothing,
 * the ticks of each sample, and the deepest the model's stack ever was, in bytes.
 *
 * A traced build also writes trace.bin: for each step four 32-bit words (sample, step, bytes, ticks since the step
 * before), then the bytes. Its first two records, of sample -1, are two steps of no work: what a first and a later
 * record cost by themselves.
 */
#include "counter.h"
#include "semihosting.h"

#include "harness_model.h"

enum { GUARD_BYTES = 16, GUARD = 0x5A };

#define PAINT 0xC5C5C5C5u

typedef void Run(const int8_t *input, int8_t *output);

extern uint32_t model_stack_start[];
extern uint32_t model_stack_end[];

static int8_t input[HARNESS_INPUT_BYTES] __attribute__((aligned(16)));
static int8_t output[HARNESS_OUTPUT_BYTES + GUARD_BYTES] __attribute__((aligned(16)));

int main(void);
void call_on_the_model_stack(Run *run, const int8_t *from, int8_t *to);

#ifdef HARNESS_TRACE
static uint32_t trace_file;
static int32_t sample = -1;
static uint32_t trace_resumed;

void HARNESS_TRACE(int step, const int8_t *data, int32_t bytes)
{
    uint32_t ticks = counter_read() - trace_resumed;
    int32_t record[4];
    record[0] = sample;
    record[1] = step;
    record[2] = bytes;
    record[3] = (int32_t)ticks;
    file_write(trace_file, record, sizeof record);
    file_write(trace_file, data, (uint32_t)bytes);
    trace_resumed = counter_read();
}

static void do_nothing(const int8_t *from, int8_t *to)
{
    (void)to;
    HARNESS_TRACE(0, from, 0);
    HARNESS_TRACE(1, from, 0);
}
#else
static void do_nothing(const int8_t *from, int8_t *to)
{
    (void)from;
    (void)to;
}
#endif

/* Assembly, because the compiler must not touch the stack between the two switches. */
__attribute__((naked, noinline)) void call_on_the_model_stack(Run *run, const int8_t *from, int8_t *to)
{
    (void)run;
    (void)from;
    (void)to;
    __asm__ volatile(
        "push {r4, r5, r6, lr}\n"
        "mov r4, r0\n"
        "mov r0, r1\n"
        "mov r1, r2\n"
        "mrs r5, control\n"
        "movs r6, #2\n"
        "orrs r6, r5\n"
        "msr control, r6\n"
        "isb\n"
        "blx r4\n"
        "msr control, r5\n"
        "isb\n"
        "pop {r4, r5, r6, pc}\n");
}

/* One function for the model and for nothing: what lies around the call is the same instructions for both. */
__attribute__((noinline)) static uint32_t ticks_of(Run *run)
{
    uint32_t before;
    uint32_t after;
    counter_restart();
    before = counter_read();
#ifdef HARNESS_TRACE
    trace_resumed = before;
#endif
    call_on_the_model_stack(run, input, output);
    after = counter_read();
    if (counter_overflowed()) {
        console_text("one inference lasts longer than the instruction counter can hold\n");
        stop(EXIT_COUNTER);
    }

    return after - before;
}

static void paint_the_stack(void)
{
    uint32_t *word;
    for (word = model_stack_start; word < model_stack_end; word++) {
        *word = PAINT;
    }
}

static uint32_t deepest_stack(void)
{
    const uint32_t *word = model_stack_start;
    while (word < model_stack_end && *word == PAINT) {
        word++;
    }

    return (uint32_t)((uintptr_t)model_stack_end - (uintptr_t)word);
}

static void set_the_guard(void)
{
    int i;
    for (i = 0; i < GUARD_BYTES; i++) {
        output[HARNESS_OUTPUT_BYTES + i] = GUARD;
    }
}

static void check_the_guard(void)
{
    int i;
    for (i = 0; i < GUARD_BYTES; i++) {
        if (output[HARNESS_OUTPUT_BYTES + i] != GUARD) {
            console_text("the model wrote behind its output\n");
            stop(EXIT_GUARD);
        }
    }
}

int main(void)
{
    uint32_t in = file_open_to_read("input.bin");
    uint32_t out = file_open_to_write("output.bin");
    uint32_t report = file_open_to_write("report.bin");
    uint32_t left = file_length(in);
    uint32_t word;
#ifdef HARNESS_TRACE
    trace_file = file_open_to_write("trace.bin");
#endif
    set_the_guard();
    word = ticks_of(do_nothing);
    file_write(report, &word, sizeof word);
    paint_the_stack();
    for (; left >= HARNESS_INPUT_BYTES; left -= HARNESS_INPUT_BYTES) {
#ifdef HARNESS_TRACE
        sample++;
#endif
        file_read(in, input, HARNESS_INPUT_BYTES);
        word = ticks_of(HARNESS_RUN);
        check_the_guard();
        file_write(out, output, HARNESS_OUTPUT_BYTES);
        file_write(report, &word, sizeof word);
    }

    word = deepest_stack();
    file_write(report, &word, sizeof word);
    file_close(report);
    file_close(out);
#ifdef HARNESS_TRACE
    file_close(trace_file);
#endif
    return 0;
}
