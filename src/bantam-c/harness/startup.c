/*
 * From reset to main, and from a fault to a report, on every emulated Cortex-M. The harness runs on the main stack and
 * the model on the process stack, so that a fault is reported even when the model has broken its own stack.
 */
#include "semihosting.h"

/* Of the linker script: the addresses of these objects are what matters. */
extern uint32_t main_stack_top[];
extern uint32_t model_stack_start[];
extern uint32_t model_stack_end[];
extern uint32_t data_image[];
extern uint32_t data_start[];
extern uint32_t data_end[];
extern uint32_t bss_start[];
extern uint32_t bss_end[];

int main(void);
void reset(void);
void fault(void);
void report_fault(uint32_t exception_return, const uint32_t *frame) __attribute__((noreturn));

#define SYSTEM_REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))
#define CONFIGURATION_AND_CONTROL SYSTEM_REGISTER(0xE000ED14u)
#define CONFIGURABLE_FAULT_STATUS SYSTEM_REGISTER(0xE000ED28u)
#define COPROCESSOR_ACCESS SYSTEM_REGISTER(0xE000ED88u)
#define PROTECTION_TYPE SYSTEM_REGISTER(0xE000ED90u)
#define PROTECTION_CONTROL SYSTEM_REGISTER(0xE000ED94u)
#define PROTECTION_REGION SYSTEM_REGISTER(0xE000ED98u)
#define PROTECTION_BASE SYSTEM_REGISTER(0xE000ED9Cu)
#define PROTECTION_SIZE SYSTEM_REGISTER(0xE000EDA0u)

__attribute__((section(".vectors"), used)) static const uintptr_t vectors[16] = {
    (uintptr_t)main_stack_top,
    (uintptr_t)reset,
    (uintptr_t)fault, (uintptr_t)fault, (uintptr_t)fault, (uintptr_t)fault, (uintptr_t)fault, (uintptr_t)fault,
    0, 0, 0,
    (uintptr_t)fault, (uintptr_t)fault,
    0,
    (uintptr_t)fault, (uintptr_t)fault
};

static void enable_the_core(void)
{
#if defined(__ARM_FP) || defined(__ARM_FEATURE_MVE)
    COPROCESSOR_ACCESS |= 0xFu << 20;
#endif
#if defined(__ARM_FEATURE_MVE)
    /* The cache of low-overhead loops. */
    CONFIGURATION_AND_CONTROL |= 1u << 19;
#endif
#if !defined(__ARM_FEATURE_UNALIGNED)
    /* A core that cannot access unaligned words may be emulated by one that can: make that one refuse as well. */
    CONFIGURATION_AND_CONTROL |= 1u << 3;
#endif
    __asm__ volatile("dsb\n isb" : : : "memory");
}

/*
 * The model's stack begins where the RAM begins. Some boards swallow what is written below it without a fault, so the
 * 64 KiB there are forbidden; the boards with a later core have nothing there, which faults by itself.
 */
static void forbid_the_memory_below_the_stack(void)
{
#if __ARM_ARCH < 8
    if (PROTECTION_TYPE != 0) {
        PROTECTION_REGION = 0;
        PROTECTION_BASE = (uint32_t)(uintptr_t)model_stack_start - 0x10000u;
        /* No access at all, 2^(15+1) bytes, enabled; elsewhere the usual map of memory stays. */
        PROTECTION_SIZE = (15u << 1) | 1u;
        PROTECTION_CONTROL = 5;
        __asm__ volatile("dsb\n isb" : : : "memory");
    }
#endif
}

void reset(void)
{
    const uint32_t *from = data_image;
    uint32_t *to;
    enable_the_core();
    forbid_the_memory_below_the_stack();
    for (to = data_start; to < data_end; to++) {
        *to = *from++;
    }

    for (to = bss_start; to < bss_end; to++) {
        *to = 0;
    }

    __asm__ volatile("msr psp, %0" : : "r"(model_stack_end));
    stop((uint32_t)main());
}

__attribute__((naked)) void fault(void)
{
    __asm__ volatile(
        "mov r0, lr\n"
        "mrs r1, psp\n"
        "ldr r2, =report_fault\n"
        "bx r2\n");
}

void report_fault(uint32_t exception_return, const uint32_t *frame)
{
    uint32_t exception;
    int in_model = (exception_return & 4u) != 0;
    __asm__ volatile("mrs %0, ipsr" : "=r"(exception));
    console_text("FAULT exception 0x");
    console_hex(exception);
#if __ARM_ARCH >= 7
    console_text(", status 0x");
    console_hex(CONFIGURABLE_FAULT_STATUS);
#endif
    if (!in_model) {
        console_text(", in the harness\n");
    } else if ((uintptr_t)frame < (uintptr_t)model_stack_start || (uintptr_t)(frame + 8) > (uintptr_t)model_stack_end) {
        console_text(", the model's stack has overflowed\n");
    } else {
        console_text(", in the model at address 0x");
        console_hex(frame[6]);
        console_text("\n");
    }

    stop(EXIT_FAULT);
}
