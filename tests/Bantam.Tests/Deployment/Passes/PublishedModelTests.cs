using Bantam.Deployment;
using Bantam.Formats;
using Bantam.Model;
using Bantam.Tests.Formats;

namespace Bantam.Tests.Deployment;

/// <summary>The passes and the planner on the networks of the MLPerf Tiny benchmark, as they were published.</summary>
public sealed class PublishedModelTests
{
    /// <summary>Arena of the plan that goes layer by layer, the same with input and output, and the arena row by row.</summary>
    [Theory]
    [InlineData("vww_96_int8", 55_296, 55_296, 17_376)]
    [InlineData("kws_ref_model", 16_000, 16_000, 13_120)]
    [InlineData("pretrainedResnet_quant", 49_152, 49_152, 34_304)]
    [InlineData("ad01_int8", 256, 768, 256)]
    public void Arenas_are_as_small_as_any_arrangement_can_be(string model, int arenaBytes, int peakBytes, int streamedBytes)
    {
        Plan plan = PlanPasses.Apply(PlanOf(model))[^1].Plan;
        Assert.Equal((arenaBytes, arenaBytes), (plan.ArenaBytes, plan.LowerBoundBytes));
        Assert.Equal(peakBytes, plan.PeakBytes);
        Plan streamed = new StreamRows().Apply(plan).Plan;
        Assert.Equal((streamedBytes, streamedBytes), (streamed.ArenaBytes, streamed.LowerBoundBytes));
    }

    [Fact]
    public void The_person_detector_loses_half_of_its_work_and_no_byte_of_its_outputs()
    {
        Plan plan = PlanOf("vww_96_int8");
        Assert.Equal((7_489_664, 208_112), (plan.Macs, plan.WeightBytes));
        Plan folded = new FoldConstantChannels().Apply(plan).Plan;
        Assert.InRange(folded.Macs, 1, 3_727_313);
        Assert.InRange(folded.WeightBytes, 1, 29_066);
        sbyte[] codes = VariedInputs(plan.Input);
        sbyte[] expected = PlanSamples.Run(plan, codes).Outputs;
        Assert.InRange(expected.Distinct().Count(), 20, 256);
        Assert.Equal(expected, PlanSamples.Run(folded, codes).Outputs);
        Assert.Equal(expected, PlanSamples.Run(new StreamRows().Apply(folded).Plan, codes).Outputs);
    }

    [Fact]
    public void C_of_the_folded_person_detector_gives_the_bytes_of_the_published_one_row_by_row()
    {
        RequiredTools.SkipWithoutHostCompiler();
        Plan plan = PlanOf("vww_96_int8");
        sbyte[] codes = VariedInputs(plan.Input);
        Plan streamed = new StreamRows().Apply(new FoldConstantChannels().Apply(plan).Plan).Plan;
        using HostProgram program = HostProgram.Build(CWriter.Write(streamed), Toolchain.Installed, TestContext.Current.CancellationToken);
        Assert.Equal(PlanSamples.Run(plan, codes).Outputs, program.Run(codes, cancellation: TestContext.Current.CancellationToken));
    }

    private static Plan PlanOf(string model) => Lowering.Lower(TfliteFile.Read(RealModels.Bytes($"mlperf-tiny/{model}")));

    /// <summary>64 images: noise of several strengths around several levels, gradients and stripes.</summary>
    private static sbyte[] VariedInputs(PlanBuffer input)
    {
        const int count = 64;
        int width = input.Shape[1] * input.Shape[2];
        sbyte[] codes = new sbyte[count * input.Bytes];
        RandomStream random = new(9, "images");
        for (int i = 0; i < codes.Length; i++)
        {
            (int image, int at) = Math.DivRem(i, input.Bytes);
            (int row, int column) = Math.DivRem(at, width);
            int level = ((image * 37) % 256) - 128;
            int noise = random.NextInt32(1 << (1 + (image % 8))) - (1 << (image % 8));
            int pattern = (image % 4) switch
            {
                0 => 0,
                1 => row - 48,
                2 => column * (image % 5) / 4,
                _ => (row + (column / 8)) / (1 + (image % 7)) % 2 == 0 ? 60 : -60,
            };
            codes[i] = (sbyte)Math.Clamp(level + noise + pattern, sbyte.MinValue, sbyte.MaxValue);
        }

        return codes;
    }
}
