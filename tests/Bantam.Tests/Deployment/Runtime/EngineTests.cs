using Bantam.Compression;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

public sealed class EngineTests
{
    private static readonly IReadOnlyList<string> Names = [.. SampleNetworks.Names, "random0", "random1", "random2", "random3", "random4", "random5"];

    public static TheoryData<string, RoundingProfile> NetworksAndProfiles
    {
        get
        {
            TheoryData<string, RoundingProfile> rows = [];
            foreach (string name in Names)
            {
                foreach (RoundingProfile profile in Enum.GetValues<RoundingProfile>())
                {
                    rows.Add(name, profile);
                }
            }

            return rows;
        }
    }

    private static IEnumerable<DotPath> Paths => Enum.GetValues<DotPath>().Where(DotPaths.IsSupported);

    [Theory]
    [MemberData(nameof(NetworksAndProfiles))]
    public void Every_instruction_path_gives_the_codes_of_the_reference(string name, RoundingProfile profile)
    {
        Plan plan = SampleNetworks.PlanOf(name, profile);
        sbyte[] codes = SampleNetworks.Codes(plan.Input.Bytes, 8);
        sbyte[] expected = SampleNetworks.RunOnHost(plan, codes);
        foreach (DotPath path in Paths)
        {
            sbyte[] outputs = new sbyte[expected.Length];
            Engine.Of(plan, null, path).Run(codes, outputs);
            Assert.True(expected.AsSpan().SequenceEqual(outputs), $"{path}: {expected.Zip(outputs).Count(pair => pair.First != pair.Second)} of {expected.Length} codes differ.");
        }
    }

    [Theory]
    [InlineData(RoundingProfile.Tflm)]
    [InlineData(RoundingProfile.OnnxHalfToEven)]
    public void Real_numbers_become_the_codes_of_the_reference_whatever_they_are(RoundingProfile profile)
    {
        Plan plan = SampleNetworks.PlanOf("convolutions", profile);
        float scale = plan.Input.Parameters.Scale;
        float[] odd = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -0f, float.Epsilon, float.MaxValue, float.MinValue, 0.5f * scale, -0.5f * scale, 1.5f * scale, -2.5f * scale, 8388609f * scale, 0.49999997f * scale];
        float[] sample = SampleNetworks.Batch(SampleNetworks.Create("convolutions"), 1, "sample").ToArray<float>();
        odd.CopyTo(sample, 3);
        PlanRuntime reference = new(plan);
        reference.Run(sample);
        float[] expected = new float[plan.Output.Bytes];
        reference.Dequantize(expected);
        foreach (DotPath path in Paths)
        {
            float[] outputs = new float[expected.Length];
            Engine.Of(plan, null, path).Run(sample, outputs);
            Assert.Equal(expected, outputs);
        }
    }

    [Theory]
    [InlineData("tiny-mlp", 16)]
    [InlineData("lenet", 28, 28, 1)]
    [InlineData("resnet8", 32, 32, 3)]
    [InlineData("ds-cnn-s", 49, 10, 1)]
    [InlineData("mobilenet-v1-025", 32, 32, 3)]
    public void Usual_networks_have_a_fast_kernel_for_every_step(string name, params int[] input)
    {
        Graph graph = InferencePasses.Apply(Zoo(name, input));
        Plan plan = Lowering.Lower(new PostTrainingQuantization([SampleNetworks.Batch(graph, 2, "calibration")]).Apply(graph));
        sbyte[] codes = SampleNetworks.Codes(plan.Input.Bytes, 4);
        sbyte[] expected = SampleNetworks.RunOnHost(plan, codes);
        foreach (DotPath path in Paths)
        {
            PlanEngine engine = Engine.Of(plan, null, path);
            sbyte[] outputs = new sbyte[expected.Length];
            engine.Run(codes, outputs);
            Assert.DoesNotContain(engine.Steps, step => step is ReferenceStep);
            Assert.True(expected.AsSpan().SequenceEqual(outputs), $"{path}");
        }
    }

    [Theory]
    [InlineData("convolutions")]
    [InlineData("depthwise")]
    [InlineData("residual")]
    [InlineData("pools")]
    [InlineData("activations")]
    public void A_run_allocates_nothing(string name)
    {
        Plan plan = SampleNetworks.PlanOf(name);
        Engine engine = Engine.Of(plan);
        sbyte[] codes = SampleNetworks.Codes(engine.InputLength, 1);
        sbyte[] outputs = new sbyte[engine.OutputLength];
        float[] sample = new float[engine.InputLength];
        float[] results = new float[engine.OutputLength];
        engine.Run(codes, outputs);
        engine.Run(sample, results);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5; i++)
        {
            engine.Run(codes, outputs);
            engine.Run(sample, results);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Results_do_not_depend_on_threads_or_on_the_number_of_samples(int threads)
    {
        Plan plan = SampleNetworks.PlanOf("branches");
        sbyte[] codes = SampleNetworks.Codes(plan.Input.Bytes, 7);
        sbyte[] outputs = new sbyte[7 * plan.Output.Bytes];
        Engine.Of(plan, new EngineOptions { Threads = threads }).Run(codes, outputs);
        Assert.Equal(SampleNetworks.RunOnHost(plan, codes), outputs);
    }

    [Fact]
    public void A_Float32_network_gives_the_numbers_of_its_graph()
    {
        Graph graph = InferencePasses.Apply(SampleNetworks.Create("residual"));
        Tensor batch = SampleNetworks.Batch(graph, 5, "batch");
        Engine engine = Engine.Of(graph, new EngineOptions { Threads = 2 });
        float[] outputs = new float[5 * engine.OutputLength];
        engine.Run(batch.ToArray<float>(), outputs);
        Assert.Equal(graph.Run(batch).ToArray<float>(), outputs);
        Assert.Throws<NotSupportedException>(() => engine.Run(new sbyte[engine.InputLength], new sbyte[engine.OutputLength]));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void Unequal_numbers_of_samples_are_refused(int inputs, int outputs)
    {
        Engine engine = Engine.Of(SampleNetworks.PlanOf("reshapes"));
        ArgumentException refused = Assert.Throws<ArgumentException>(() => engine.Run(new sbyte[inputs * engine.InputLength], new sbyte[outputs * engine.OutputLength]));
        Assert.Contains("whole samples", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => engine.Run(new float[engine.InputLength + 1], new float[engine.OutputLength]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1025)]
    public void Impossible_numbers_of_threads_are_refused(int threads) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new EngineOptions { Threads = threads });

    private static Graph Zoo(string name, int[] input) => Networks.Create(name, new Shape(input), 4).WithSeed(1);
}
