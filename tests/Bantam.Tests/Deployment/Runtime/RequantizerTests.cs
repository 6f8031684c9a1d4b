using Bantam.Deployment;
using Bantam.Model;
using CsCheck;

namespace Bantam.Tests.Deployment;

public sealed unsafe class RequantizerTests
{
    private static readonly Gen<FixedPointMultiplier> Factors = Gen.Select(
        Gen.OneOf(Gen.Int[1 << 30, int.MaxValue], Gen.Int[0, int.MaxValue], Gen.Const(int.MaxValue), Gen.Const(1 << 30)),
        Gen.OneOf(Gen.Int[-31, 30], Gen.Int[-12, 2]),
        (multiplier, shift) => new FixedPointMultiplier(multiplier, shift));

    private static readonly Gen<int> Sums = Gen.OneOf(
        Gen.Int[-300, 300],
        Gen.Int[-(1 << 20), 1 << 20],
        Gen.Int[-(1 << 24), 1 << 24],
        Gen.Int,
        Gen.Const(int.MinValue),
        Gen.Const(int.MaxValue));

    private static readonly Gen<Int8Output> Outputs = Gen.Select(
        Gen.Int[-128, 127],
        Gen.Int[-128, 127],
        Gen.Int[-128, 127],
        Gen.Enum<RoundingProfile>(),
        (zeroPoint, a, b, rounding) => new Int8Output(zeroPoint, Math.Min(a, b), Math.Max(a, b), rounding));

    [Fact]
    public void Every_sum_becomes_the_code_of_the_reference() =>
        Gen.Select(Outputs, Gen.Int[1, 40], Gen.Int[1, 9]).SelectMany((output, channels, pixels) =>
            Gen.Select(Factors.Array[channels], Sums.Array[channels * pixels], (factors, sums) => (output, factors, sums)))
            .Sample(layer =>
            {
                foreach (DotPath path in new[] { DotPath.Scalar, DotPath.Wide256, DotPath.Wide512 }.Where(DotPaths.IsSupported))
                {
                    RequireReference(layer.output, layer.factors, layer.sums, path);
                }
            });

    [Fact]
    public void Vectors_serve_every_layer_of_usual_size()
    {
        FixedPointMultiplier[] factors = [FixedPointMultiplier.FromReal(0.0003), FixedPointMultiplier.FromReal(0.9), FixedPointMultiplier.FromReal(1.7)];
        foreach (RoundingProfile rounding in Enum.GetValues<RoundingProfile>())
        {
            Assert.True(RequantizerConstants.AreExact(factors, [1L << 28, 1L << 28, 1L << 28], rounding));
        }
    }

    [Theory]
    [InlineData(RoundingProfile.Tflm, 2, 1L << 30)]
    [InlineData(RoundingProfile.Tflm, 30, 2)]
    [InlineData(RoundingProfile.Single, 2, 1L << 30)]
    [InlineData(RoundingProfile.OnnxHalfToEven, 1, 1L << 31)]
    public void The_reference_serves_layers_whose_sums_could_saturate(RoundingProfile rounding, int shift, long magnitude) =>
        Assert.False(RequantizerConstants.AreExact([new FixedPointMultiplier(int.MaxValue, shift)], [magnitude], rounding));

    private static void RequireReference(Int8Output output, FixedPointMultiplier[] factors, int[] sums, DotPath path)
    {
        int channels = factors.Length;
        int pixels = sums.Length / channels;
        long[] magnitudes = new long[channels];
        for (int i = 0; i < sums.Length; i++)
        {
            magnitudes[i % channels] = Math.Max(magnitudes[i % channels], Math.Abs((long)sums[i]));
        }

        int[] readable = [.. sums, .. new int[Requantizer.Slack]];
        byte[] codes = new byte[sums.Length];
        int[] offsets = [.. Enumerable.Range(0, pixels).Select(pixel => pixel * channels)];
        fixed (int* from = readable)
        fixed (byte* to = codes)
        fixed (int* places = offsets)
        {
            new Requantizer(factors, magnitudes, output, path)
                .Run(new RequantizerArguments { Sums = from, LeadingSums = channels, Pixels = pixels, Target = to, Offsets = places });
        }

        for (int i = 0; i < sums.Length; i++)
        {
            sbyte expected = output.From(sums[i], factors[i % channels]);
            Assert.True(codes[i] == EngineCodes.FromCode(expected), $"{path}: {sums[i]} times {factors[i % channels]} gives {codes[i] - EngineCodes.Offset} for {expected} ({output}).");
        }
    }
}
