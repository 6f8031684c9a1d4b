using System.Runtime.InteropServices;
using Bantam.Deployment;

namespace Bantam.Tests.Deployment;

public sealed class PlanRuntimeTests
{
    [Theory]
    [Trait("Ledger", "S346")]
    [InlineData("convolutions")]
    [InlineData("depthwise")]
    [InlineData("residual")]
    [InlineData("pools")]
    [InlineData("activations")]
    public void A_run_allocates_nothing(string name)
    {
        Plan plan = SampleNetworks.PlanOf(name);
        PlanRuntime runtime = new(plan);
        sbyte[] codes = SampleNetworks.Codes(plan.Input.Bytes, 1);
        float[] sample = new float[plan.Input.Bytes];
        float[] result = new float[plan.Output.Bytes];
        runtime.Run(sample);
        runtime.Run(codes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5; i++)
        {
            runtime.Run(sample);
            runtime.Run(codes);
            runtime.Dequantize(result);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Real_numbers_are_quantized_on_the_way_in_and_restored_on_the_way_out()
    {
        Plan plan = SampleNetworks.PlanOf("residual");
        PlanRuntime runtime = new(plan);
        float[] sample = SampleNetworks.Batch(SampleNetworks.Create("residual"), 1, "sample").ToArray<float>();
        sbyte[] output = runtime.Run(sample).ToArray();
        Assert.Equal(sample.Select(x => (sbyte)plan.Input.Parameters.Quantize(x)), runtime.Input.ToArray());
        Assert.Equal(output, runtime.Output.ToArray());
        Assert.Equal(output, runtime.Run(runtime.Input.ToArray()).ToArray());
        float[] values = new float[output.Length];
        runtime.Dequantize(values);
        Assert.Equal(output.Select(code => (code + 128) / 256f), values);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Any_other_length_than_one_sample_is_refused(int more)
    {
        Plan plan = SampleNetworks.PlanOf("reshapes");
        PlanRuntime runtime = new(plan);
        ArgumentException refused = Assert.Throws<ArgumentException>(() => runtime.Run(new sbyte[plan.Input.Bytes + more]));
        Assert.Contains("30 codes", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => runtime.Run(new float[plan.Input.Bytes + more]));
        Assert.Throws<ArgumentException>(() => runtime.Dequantize(new float[plan.Output.Bytes + more]));
    }

    [Fact]
    public void What_a_run_gives_depends_on_its_input_alone()
    {
        Plan plan = SampleNetworks.PlanOf("branches");
        sbyte[] codes = SampleNetworks.Codes(plan.Input.Bytes, 10);
        PlanRuntime used = new(plan);
        for (int start = 0; start < codes.Length; start += plan.Input.Bytes)
        {
            ReadOnlySpan<sbyte> sample = codes.AsSpan(start, plan.Input.Bytes);
            Assert.Equal(new PlanRuntime(plan).Run(sample).ToArray(), used.Run(sample).ToArray());
        }
    }

    [Fact]
    public void An_observer_sees_every_step_in_order_and_the_output_last()
    {
        Plan plan = SampleNetworks.PlanOf("activations");
        List<int> steps = [];
        sbyte[] last = [];
        sbyte[] output = new PlanRuntime(plan).Run(
            SampleNetworks.Codes(plan.Input.Bytes, 1),
            (step, codes) =>
            {
                steps.Add(step);
                last = MemoryMarshal.Cast<byte, sbyte>(codes).ToArray();
            }).ToArray();
        Assert.Equal(Enumerable.Range(0, plan.StepNames.Count), steps);
        Assert.Equal(output, last);
    }
}
