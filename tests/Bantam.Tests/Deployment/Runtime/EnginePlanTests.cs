using System.Runtime.InteropServices;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

/// <summary>The engine runs every kind of plan: rewritten ones, chains of rows, several ends, wide codes, constants and memories.</summary>
public sealed class EnginePlanTests
{
    private static readonly QuantizationParameters s_narrow = new([1f / 32], [3]);
    private static readonly QuantizationParameters s_wide = new([1f / 4096], [0], null, short.MinValue, short.MaxValue);

    public static TheoryData<string> Networks { get; } = [.. SampleNetworks.Names, .. Enumerable.Range(1, 6).Select(seed => $"random{seed}"), "separable"];

    private static IEnumerable<DotPath> Paths => Enum.GetValues<DotPath>().Where(DotPaths.IsSupported);

    [Theory, MemberData(nameof(Networks))]
    public void Plans_after_all_passes_and_in_chains_of_rows_give_the_codes_of_the_reference(string network)
    {
        Plan plan = PlantedNetworks.PlanOf(network);
        Plan passed = PlanPasses.Apply(plan)[^1].Plan;
        sbyte[] codes = SampleNetworks.Codes(plan.Input.Bytes, 6);
        sbyte[] expected = SampleNetworks.RunOnHost(plan, codes);
        foreach (Plan rewritten in new[] { passed, new StreamRows().Apply(passed).Plan }.Concat(StreamRows.EveryChain(plan)))
        {
            foreach (DotPath path in Paths)
            {
                sbyte[] outputs = new sbyte[expected.Length];
                Engine.Of(rewritten, null, path).Run(codes, outputs);
                Assert.True(expected.AsSpan().SequenceEqual(outputs), $"{path}: {string.Join(", ", rewritten.StepNames)}");
            }
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void Every_step_shows_the_bytes_that_the_reference_shows(string network)
    {
        Plan plan = PlantedNetworks.PlanOf(network);
        foreach (Plan shown in new[] { plan, StreamRows.EveryChain(plan).LastOrDefault() ?? plan })
        {
            sbyte[] codes = SampleNetworks.Codes(plan.Input.Bytes, 5)[^plan.Input.Bytes..];
            List<byte[]> expected = [];
            new PlanRuntime(shown).Run(codes, (_, bytes) => expected.Add(bytes.ToArray()));
            foreach (DotPath path in Paths)
            {
                List<byte[]> steps = [];
                Engine engine = Engine.Of(shown, new EngineOptions { Path = path });
                engine.Run(codes, new sbyte[engine.OutputBytes], (_, bytes) => steps.Add(bytes.ToArray()));
                Assert.Equal(expected, steps);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Several_inputs_and_constants_of_narrow_and_wide_codes_run_as_in_the_reference(bool isWide)
    {
        QuantizationParameters parameters = isWide ? s_wide : s_narrow;
        GraphInput a = new("a", [4, 5]);
        GraphInput b = new("b", [4, 5]);
        Node sum = Coded(new Node("sum", new Add(), Coded(a, parameters), Coded(b, parameters)), parameters);
        Node shifted = new("shifted", new Add(), sum, Coded(new Parameter("constant", [4, 5], new HeNormal(4)), parameters));
        Plan plan = Lowering.Lower(new Graph([a, b], [Coded(shifted, parameters)]));
        Assert.Contains(plan.Buffers, buffer => buffer.Place == BufferPlace.Constant);

        Engine engine = Engine.Of(plan, new EngineOptions { Threads = 2 });
        Assert.Equal((40, isWide ? 80 : 40, 20), (engine.InputLength, engine.InputBytes, engine.OutputLength));
        sbyte[] codes = SampleNetworks.Codes(engine.InputBytes, 5);
        sbyte[] outputs = new sbyte[5 * engine.OutputBytes];
        engine.Run(codes, outputs);
        Assert.Equal(ByReference(plan, codes, 5), outputs);
        Assert.Equal(outputs, PlanSamples.Run(plan, codes).Outputs);

        float[] real = new float[engine.OutputLength];
        engine.Run(new float[engine.InputLength], real);
        sbyte[] zeros = new sbyte[engine.InputBytes];
        zeros.AsSpan().Fill((sbyte)parameters.ZeroPoint);
        sbyte[] ofZeros = ByReference(plan, zeros, 1);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => plan.Output.Parameters.Dequantize(isWide ? MemoryMarshal.Cast<sbyte, short>(ofZeros)[i] : ofZeros[i])), real);
    }

    [Fact]
    public void A_memory_lasts_from_sample_to_sample_and_until_it_is_reset()
    {
        GraphInput input = new([3, 5]);
        QuantizationParameters memory = new([1f / 2048], [0], null, short.MinValue, short.MaxValue);
        Node layer = new("layer", new Lstm { CellCodes = memory }, Coded(input, s_narrow), Weight("w", [16, 5]), Weight("r", [16, 4]));
        Plan plan = Lowering.Lower(new Graph(input, Coded(layer, new([1f / 128], [2]))));
        sbyte[] codes = [.. SampleNetworks.Codes(15, 4)[45..], .. SampleNetworks.Codes(15, 7)[60..]];
        sbyte[] expected = SampleNetworks.RunOnHost(plan, codes);
        Engine engine = Engine.Of(plan, new EngineOptions { Threads = 3 });
        sbyte[] outputs = new sbyte[expected.Length];
        engine.Run(codes, outputs);
        Assert.Equal(expected, outputs);
        engine.Run(codes, outputs);
        Assert.NotEqual(expected, outputs);
        engine.Reset();
        engine.Run(codes, outputs);
        Assert.Equal(expected, outputs);
    }

    [Fact]
    public void Instructions_that_the_machine_lacks_are_refused_by_name()
    {
        DotPath missing = Enum.GetValues<DotPath>().First(path => !DotPaths.IsSupported(path));
        UnsupportedException refused = Assert.Throws<UnsupportedException>(() => Engine.Of(SampleNetworks.PlanOf("reshapes"), new EngineOptions { Path = missing }));
        Assert.Contains($"{missing}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Scalar", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_are_shown_of_one_sample()
    {
        Engine engine = Engine.Of(SampleNetworks.PlanOf("reshapes"));
        Assert.Throws<ArgumentException>(() => engine.Run(new sbyte[2 * engine.InputBytes], new sbyte[2 * engine.OutputBytes], (_, _) => { }));
    }

    private static sbyte[] ByReference(Plan plan, sbyte[] codes, int samples)
    {
        PlanRuntime runtime = new(plan);
        List<sbyte> outputs = [];
        ReadOnlySpan<byte> rest = MemoryMarshal.AsBytes(codes.AsSpan());
        for (int sample = 0; sample < samples; sample++)
        {
            for (int input = 0; input < plan.Inputs.Count; input++)
            {
                rest[..plan.Inputs[input].Bytes].CopyTo(runtime.InputBytes(input));
                rest = rest[plan.Inputs[input].Bytes..];
            }

            runtime.Run();
            outputs.AddRange(MemoryMarshal.Cast<byte, sbyte>(runtime.OutputBytes(0)));
        }

        return [.. outputs];
    }

    private static Node Weight(string name, Shape shape) => Coded(new Parameter(name, shape, new HeNormal(4)), new([0.02f], [0], null, -127));

    private static Node Coded(Value value, QuantizationParameters codes) => new($"{value.Name}.codes", new FakeQuantize(new AffineQuantizer(codes)), value);
}
