/*
 * A timer as an instruction counter: the emulator gives every instruction the same virtual time, so elapsed ticks are
 * executed instructions times a constant. The timer restarts before each measurement and has 32 bits; a longer
 * measurement is noticed, never wrapped.
 */
#ifndef BANTAM_HARNESS_COUNTER_H
#define BANTAM_HARNESS_COUNTER_H

#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))

#if defined(COUNTER_CMSDK)
/* CMSDK APB timer, counting down: control, value, reload, interrupt status. */
static inline void counter_restart(void)
{
    REGISTER(COUNTER_CMSDK + 0x0) = 0;
    REGISTER(COUNTER_CMSDK + 0x8) = 0xFFFFFFFFu;
    REGISTER(COUNTER_CMSDK + 0x4) = 0xFFFFFFFFu;
    REGISTER(COUNTER_CMSDK + 0xC) = 1;
    /* Enabled, with its interrupt, which stays masked in the core: only its flag is read. */
    REGISTER(COUNTER_CMSDK + 0x0) = 9;
}

static inline uint32_t counter_read(void)
{
    return ~REGISTER(COUNTER_CMSDK + 0x4);
}

static inline int counter_overflowed(void)
{
    return (REGISTER(COUNTER_CMSDK + 0xC) & 1u) != 0;
}

#elif defined(COUNTER_SSE)
/* SSE system counter, counting up: control and value; the read-only frame lies 4 KiB above. */
static inline void counter_restart(void)
{
    REGISTER(COUNTER_SSE + 0x0) = 0;
    REGISTER(COUNTER_SSE + 0x8) = 0;
    REGISTER(COUNTER_SSE + 0xC) = 0;
    REGISTER(COUNTER_SSE + 0x0) = 1;
}

static inline uint32_t counter_read(void)
{
    return REGISTER(COUNTER_SSE + 0x1000);
}

static inline int counter_overflowed(void)
{
    return REGISTER(COUNTER_SSE + 0x1004) != 0;
}

#elif defined(COUNTER_NRF51)
/* nRF51 timer, counting up: tasks and events at the bottom, settings above 0x500, captures from 0x540. */
static inline void counter_restart(void)
{
    REGISTER(COUNTER_NRF51 + 0x004) = 1;
    REGISTER(COUNTER_NRF51 + 0x504) = 0;
    REGISTER(COUNTER_NRF51 + 0x508) = 3;
    REGISTER(COUNTER_NRF51 + 0x510) = 0;
    REGISTER(COUNTER_NRF51 + 0x00C) = 1;
    REGISTER(COUNTER_NRF51 + 0x544) = 0xFFFFFFFFu;
    REGISTER(COUNTER_NRF51 + 0x144) = 0;
    REGISTER(COUNTER_NRF51 + 0x000) = 1;
}

static inline uint32_t counter_read(void)
{
    REGISTER(COUNTER_NRF51 + 0x040) = 1;
    return REGISTER(COUNTER_NRF51 + 0x540);
}

static inline int counter_overflowed(void)
{
    return REGISTER(COUNTER_NRF51 + 0x144) != 0;
}

#else
#error "Define COUNTER_CMSDK, COUNTER_SSE or COUNTER_NRF51 as the address of the machine's timer."
#endif
#endif
