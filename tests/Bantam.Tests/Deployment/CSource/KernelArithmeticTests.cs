using System.Runtime.InteropServices;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

/// <summary>The hand-written C arithmetic against that of the library, on extremes and at random.</summary>
public sealed class KernelArithmeticTests
{
    private const int RandomRecords = 300_000;

    private static readonly int[] Values =
    [
        0, 1, -1, 2, -2, 3, -3, 255, -255, 1 << 20, -(1 << 20), (1 << 30) - 1, 1 << 30, -(1 << 30),
        int.MaxValue, int.MaxValue - 1, int.MinValue, int.MinValue + 1,
    ];

    private static readonly int[] Multipliers = [0, 1, 1 << 30, (1 << 30) + 1, 3 << 29, int.MaxValue - 1, int.MaxValue];

    [Theory]
    [Trait("Ledger", "S342")]
    [InlineData(RoundingProfile.Tflm, "tflm")]
    [InlineData(RoundingProfile.Single, "single")]
    [InlineData(RoundingProfile.OnnxHalfToEven, "onnx")]
    public void Requantization_equals_that_of_the_host_for_every_shift(RoundingProfile rounding, string kernel)
    {
        int[] records = [.. Extremes(), .. Ties(), .. AtRandom()];
        int[] results = Integers(KernelProgram.Run("requantize.c", Bytes(records), $"-DKERNEL=\"../kernels/requantize-{kernel}.c\""));
        Int8Output output = new(5, -128, 127, rounding);
        Assert.Equal(records.Length / 3 * 2, results.Length);
        for (int i = 0; i < results.Length / 2; i++)
        {
            int value = records[3 * i];
            FixedPointMultiplier factor = new(records[(3 * i) + 1], records[(3 * i) + 2]);
            if (rounding.Requantize(value, factor) != results[2 * i] || output.From(value, factor) != results[(2 * i) + 1])
            {
                Assert.Fail($"{value} times {factor}: the host gives {rounding.Requantize(value, factor)}, C gives {results[2 * i]} and the code {results[(2 * i) + 1]}.");
            }
        }
    }

    [Fact]
    [Trait("Ledger", "S040")]
    public void Softmax_equals_that_of_the_host_for_all_sizes_and_scales()
    {
        List<byte> records = [];
        List<sbyte> expected = [];
        foreach (double scale in new[] { 1.6e-8, 1e-4, 0.01, 0.1, 0.25, 1, 40, 1e9 })
        {
            SoftmaxInt8Parameters parameters = SoftmaxInt8Parameters.Prepare(scale);
            foreach ((int rows, int columns) in new[] { (1, 1), (3, 1), (1, 2), (5, 3), (2, 10), (7, 129), (1, 1000), (2, 4095) })
            {
                sbyte[] codes = Scores(rows * columns, columns);
                sbyte[] probabilities = new sbyte[codes.Length];
                SoftmaxInt8.Run(new SoftmaxInt8Arguments { Columns = columns, Parameters = parameters, Input = codes, Output = probabilities });
                records.AddRange(Bytes([rows, columns, .. parameters.Exponentials]));
                records.AddRange(MemoryMarshal.AsBytes<sbyte>(codes));
                expected.AddRange(probabilities);
            }
        }

        Assert.Equal(MemoryMarshal.AsBytes<sbyte>(expected.ToArray()), KernelProgram.Run("softmax.c", [.. records]));
    }

    /// <summary>The scores 1000, 1001 and 1002 have the probabilities of 0, 1 and 2: without the maximum subtracted they would be none.</summary>
    [Fact]
    [Trait("Ledger", "S040")]
    public void Large_scores_give_the_same_three_numbers_as_small_ones()
    {
        SoftmaxInt8Parameters parameters = SoftmaxInt8Parameters.Prepare(1);
        byte[] bytes = KernelProgram.Run("softmax.c", [.. Bytes([2, 3, .. parameters.Exponentials]), 125, 126, 127, 0, 1, 2]);
        sbyte[] codes = MemoryMarshal.Cast<byte, sbyte>(bytes).ToArray();
        Assert.Equal(codes[..3], codes[3..]);
        double[] exact = [0.09003057, 0.24472847, 0.66524096];
        Assert.All(exact.Zip(codes), pair => Assert.InRange(((pair.Second + 128) / 256.0) - pair.First, -1.0 / 256, 1.0 / 256));
    }

    private static IEnumerable<int> Extremes()
    {
        for (int shift = FixedPointMultiplier.MinShift; shift <= FixedPointMultiplier.MaxShift; shift++)
        {
            foreach (int value in Values)
            {
                foreach (int multiplier in Multipliers)
                {
                    yield return value;
                    yield return multiplier;
                    yield return shift;
                }
            }
        }
    }

    /// <summary>Products that lie exactly between two integers, and one to either side, on both sides of zero.</summary>
    private static IEnumerable<int> Ties()
    {
        for (int shift = -29; shift < 0; shift++)
        {
            for (int odd = -7; odd <= 7; odd += 2)
            {
                for (int aside = -1; aside <= 1; aside++)
                {
                    // With the multiplier 2^30 the factor is 2^(shift - 1).
                    yield return (int)Math.Clamp(((long)odd << -shift) + aside, int.MinValue, int.MaxValue);
                    yield return 1 << 30;
                    yield return shift;
                }
            }
        }
    }

    private static IEnumerable<int> AtRandom()
    {
        RandomStream random = new(1, "requantize");
        for (int i = 0; i < RandomRecords; i++)
        {
            // Values of all magnitudes, with the usual multipliers of 31 bits.
            yield return (int)random.NextUInt32() >> random.NextInt32(32);
            yield return (1 << 30) | (int)(random.NextUInt32() >> 2);
            yield return random.NextInt32(62) - 31;
        }
    }

    /// <summary>Rows of random scores; the first is constant, and one holds both ends.</summary>
    private static sbyte[] Scores(int count, int columns)
    {
        RandomStream random = new(2, "scores");
        sbyte[] codes = new sbyte[count];
        for (int i = columns; i < count; i++)
        {
            codes[i] = (sbyte)random.NextInt32(256);
        }

        codes[0] = sbyte.MaxValue;
        codes[^1] = sbyte.MinValue;
        return codes;
    }

    private static byte[] Bytes(int[] words) => MemoryMarshal.AsBytes<int>(words).ToArray();

    private static int[] Integers(byte[] bytes) => MemoryMarshal.Cast<byte, int>(bytes).ToArray();
}
