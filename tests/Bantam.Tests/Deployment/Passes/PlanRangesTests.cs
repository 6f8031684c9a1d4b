using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

public sealed class PlanRangesTests
{
    public static TheoryData<string> Networks { get; } = [.. SampleNetworks.Names, .. Enumerable.Range(1, 12).Select(seed => $"random{seed}"), "separable"];

    [Theory, MemberData(nameof(Networks))]
    public void No_code_is_ever_outside_of_its_range(string network)
    {
        Plan plan = PlantedNetworks.PlanOf(network);
        PlanRanges ranges = PlanRanges.Of(plan);
        PlanRuntime runtime = new(plan);
        sbyte[] codes = SampleNetworks.Codes(plan.Input.Bytes, 60);
        for (int start = 0; start < codes.Length; start += plan.Input.Bytes)
        {
            runtime.Run(codes.AsSpan(start, plan.Input.Bytes), (step, output) =>
            {
                IReadOnlyList<CodeRange> channels = ranges.ChannelsOf(plan.Steps[step].Output);
                for (int i = 0; i < output.Length; i++)
                {
                    CodeRange range = channels[i % channels.Count];
                    Assert.InRange((sbyte)output[i], range.Min, range.Max);
                }
            });
        }
    }

    [Fact]
    public void The_ends_of_a_dense_layer_are_reached()
    {
        Plan plan = DensePlan([3, -2, 0, 100], [7, -300]);
        PlanRanges ranges = PlanRanges.Of(plan);
        AccumulatorRange sums = Assert.Single(ranges.Accumulators);

        // Codes minus the zero point 0: 3·x − 2·y + 7 and 100·y − 300.
        Assert.Equal([(3 * -128) + (-2 * 127) + 7, (100 * -128) - 300], sums.Minimum);
        Assert.Equal([(3 * 127) + (-2 * -128) + 7, (100 * 127) - 300], sums.Maximum);
        Assert.Equal(15, sums.Bits);
        Assert.Equal(16, Assert.Single(PlanRanges.Of(DensePlan([3, -2, 0, 127], [7, -300])).Accumulators).Bits);
        Assert.Equal(17, Assert.Single(PlanRanges.Of(DensePlan([127, -127, 0, 127], [1000, 7])).Accumulators).Bits);
    }

    [Fact]
    public void A_border_has_sums_of_its_own()
    {
        // Ones at every tap and an input that is 10 everywhere: nine taps in the middle, six at an edge, four in a corner.
        WindowGeometry window = new()
        {
            Batch = 1,
            InputHeight = 5,
            InputWidth = 4,
            InputChannels = 1,
            OutputHeight = 5,
            OutputWidth = 4,
            OutputChannels = 1,
            KernelHeight = 3,
            KernelWidth = 3,
            StrideHeight = 1,
            StrideWidth = 1,
            PadTop = 1,
            PadLeft = 1,
        };
        Assert.Equal(9, InsideTaps.CasesOf(window).Count);
        Assert.Single(InsideTaps.CasesOf(window), inside => inside.IsWhole(window));
        LinearConstants constants = new([1, 1, 1, 1, 1, 1, 1, 1, 1], [0], new LinearInt8Parameters(0, [FixedPointMultiplier.FromReal(1)], new Int8Output(0, -128, 127, RoundingProfile.Tflm)));
        LayerSums sums = LayerSums.OfDepthwise(new DepthwiseStep("step", [0], 1, window, constants), [new CodeRange(10, 10)]);
        Assert.Equal((40, 90), (sums.Minimum[0], sums.Maximum[0]));
    }

    private static Plan DensePlan(sbyte[] weights, int[] bias)
    {
        LinearInt8Parameters parameters = new(0, [FixedPointMultiplier.FromReal(0.01), FixedPointMultiplier.FromReal(0.01)], new Int8Output(0, -128, 127, RoundingProfile.Tflm));
        PlanBuffer[] buffers = [Buffer("in", 2, BufferPlace.Input), Buffer("out", 2, BufferPlace.Output)];
        return new Plan(RoundingProfile.Tflm, buffers, [new DenseStep("dense", [0], 1, 2, new LinearConstants([.. weights], [.. bias], parameters))], [0], [1]);
    }

    private static PlanBuffer Buffer(string name, int length, BufferPlace place) => new()
    {
        Name = name,
        Shape = [length],
        Parameters = QuantizationParameters.PerTensor(1, 0),
        Place = place,
        FirstStep = -1,
        LastStep = 1,
    };
}
