using Bantam.Deployment;

namespace Bantam.Tests.Deployment;

/// <summary>Hand-written models whose results, costs and failures are known beforehand.</summary>
internal static class TinyModels
{
    public const int Bytes = 12;

    /// <summary>Flips every other bit in two traced steps: first by 0x50, then by 0x05.</summary>
    public static CFiles Flip { get; } = Model(
        """
        static int8_t arena[TINY_ARENA_BYTES];

        void tiny_run(const int8_t *input, int8_t *output)
        {
            int i;
            for (i = 0; i < TINY_INPUT_BYTES; i++) {
                arena[i] = (int8_t)(input[i] ^ 0x50);
            }
        #ifdef TINY_TRACE
            tiny_trace(0, arena, TINY_INPUT_BYTES);
        #endif
            for (i = 0; i < TINY_OUTPUT_BYTES; i++) {
                output[i] = (int8_t)(arena[i] ^ 0x05);
            }
        #ifdef TINY_TRACE
            tiny_trace(1, output, TINY_OUTPUT_BYTES);
        #endif
        }
        """);

    public static sbyte[] Samples(int count)
    {
        sbyte[] samples = new sbyte[count * Bytes];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (sbyte)((i * 37) + (i >> 8));
        }

        return samples;
    }

    public static sbyte[] Flipped(sbyte[] samples, int mask) => [.. samples.Select(value => (sbyte)(value ^ mask))];

    public static CFiles Model(string body, int inputBytes = Bytes, int outputBytes = Bytes) => new(
        "tiny",
        $"#include \"tiny.h\"\n\n{body}\n",
        $"""
        #ifndef TINY_H
        #define TINY_H
        #include <stdint.h>
        #define TINY_INPUT_BYTES {inputBytes}
        #define TINY_OUTPUT_BYTES {outputBytes}
        #define TINY_ARENA_BYTES {inputBytes}
        void tiny_run(const int8_t *input, int8_t *output);
        #ifdef TINY_TRACE
        void tiny_trace(int step, const int8_t *data, int32_t bytes);
        #endif
        #endif

        """);

    /// <summary>A run function that is exactly these instructions, with the input in r0 and the output in r1.</summary>
    public static CFiles Assembly(string instructions) => Model(
        $$"""
        void tiny_run(const int8_t *input, int8_t *output);
        __attribute__((naked)) void tiny_run(const int8_t *input, int8_t *output)
        {
            (void)input;
            (void)output;
            __asm__ volatile("{{instructions.Replace("\n", "\\n", StringComparison.Ordinal)}}");
        }
        """);

    /// <summary>A run function with this body.</summary>
    public static CFiles Body(string statements) => Model(
        $$"""
        void tiny_run(const int8_t *input, int8_t *output)
        {
            output[0] = input[0];
            {{statements}}
        }
        """);
}
