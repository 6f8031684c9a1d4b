using System.Runtime.InteropServices;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

/// <summary>Recurrent layers remember from run to run, until they are reset.</summary>
public sealed class StateTests
{
    private static readonly QuantizationParameters s_codes = new([1f / 32], [3]);

    [Theory]
    [InlineData("lstm")]
    [InlineData("svdf")]
    public void A_stream_fed_in_pieces_gives_the_codes_of_the_whole(string kind)
    {
        PlanRuntime whole = Runtime(kind, 6);
        PlanRuntime piece = Runtime(kind, 2);
        sbyte[] codes = Codes(6 * 5);
        sbyte[] expected = whole.Run(codes).ToArray();
        List<sbyte> actual = [];
        for (int start = 0; start < codes.Length; start += 10)
        {
            actual.AddRange(piece.Run(codes.AsSpan(start, 10)));
        }

        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData("lstm")]
    [InlineData("svdf")]
    public void After_a_reset_the_first_run_comes_back(string kind)
    {
        PlanRuntime runtime = Runtime(kind, 3);
        sbyte[] codes = Codes(3 * 5);
        sbyte[] first = runtime.Run(codes).ToArray();
        sbyte[] second = runtime.Run(codes).ToArray();
        runtime.Reset();
        Assert.NotEqual(first, second);
        Assert.Equal(first, runtime.Run(codes).ToArray());
    }

    [Fact]
    public void A_memory_has_its_own_bytes_beside_the_arena()
    {
        Plan plan = Lowered("lstm", 3);
        Assert.Equal([BufferPlace.State, BufferPlace.State], plan.Buffers.Where(buffer => buffer.Name.StartsWith("layer.", StringComparison.Ordinal)).Select(buffer => buffer.Place));

        // Four hidden codes of a byte, four cells of two.
        Assert.Equal(4 + 8, plan.StateBytes);
        Assert.Equal(0, plan.ArenaBytes);
    }

    [Fact]
    public void A_memory_without_codes_is_refused()
    {
        GraphInput input = new([3, 5]);
        Node layer = new("layer", new Lstm(), Coded(input, s_codes), Weight("w", [16, 5]), Weight("r", [16, 4]));
        Assert.Contains("CellCodes", Assert.Throws<UnsupportedException>(() => Lowering.Lower(new Graph(input, Coded(layer, s_codes)))).Message, StringComparison.Ordinal);
    }

    private static PlanRuntime Runtime(string kind, int steps) => new(Lowered(kind, steps));

    private static Plan Lowered(string kind, int steps)
    {
        GraphInput input = new([steps, 5]);
        QuantizationParameters memory = new([1f / 2048], [0], null, short.MinValue, short.MaxValue);
        Node layer = kind == "lstm"
            ? new Node("layer", new Lstm { CellCodes = memory }, Coded(input, s_codes), Weight("w", [16, 5]), Weight("r", [16, 4]))
            : new Node("layer", new Svdf(2) { StateCodes = memory }, Coded(input, s_codes), Weight("u", [8, 5]), Weight("v", [8, 3]));
        QuantizationParameters output = kind == "lstm" ? new([1f / 128], [2]) : s_codes;
        return Lowering.Lower(new Graph(input, Coded(layer, output)));
    }

    private static Node Weight(string name, Shape shape) => Coded(new Parameter(name, shape, new HeNormal(4)), new([0.02f], [0], null, -127));

    private static Node Coded(Value value, QuantizationParameters codes) => new($"{value.Name}.codes", new FakeQuantize(new AffineQuantizer(codes)), value);

    private static sbyte[] Codes(int count)
    {
        byte[] bytes = new byte[count];
        RandomStream random = new(5, "codes");
        for (int i = 0; i < count; i++)
        {
            bytes[i] = (byte)random.NextInt32(256);
        }

        return MemoryMarshal.Cast<byte, sbyte>(bytes).ToArray();
    }
}
