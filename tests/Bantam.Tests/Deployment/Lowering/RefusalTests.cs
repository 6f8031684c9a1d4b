using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

/// <summary>What no C kernel computes runs on the host and is refused by the C writer, by the name of its step; never computed wrongly.</summary>
public sealed class RefusalTests
{
    [Theory]
    [MemberData(nameof(Convolutions))]
    public void Convolutions_with_attributes_that_C_kernels_lack_are_refused(Op op, Shape weight, string reason)
    {
        GraphInput input = new([5, 5, 4]);
        Node node = new("conv", op, Quantized(input), Quantized(new Parameter("weight", weight, Initializer.Of(0.5f))));
        AssertRefused(new Graph(input, Quantized(node)), "'conv'", reason);
    }

    public static TheoryData<Op, Shape, string> Convolutions { get; } = new()
    {
        { new ConvTranspose2d(), [4, 3, 3, 2], "kind" },
    };

    [Fact]
    public void Additions_of_different_shapes_are_refused()
    {
        GraphInput input = new([5, 5, 4]);
        Node image = Quantized(input);
        Node sum = new("sum", new Add(), image, Quantized(new Node("pooled", new AveragePool { Kernel = 5, Stride = 1 }, image)));
        AssertRefused(new Graph(input, Quantized(sum)), "'sum'", "shapes");
    }

    [Fact]
    public void Several_inputs_are_refused()
    {
        GraphInput[] inputs = [new("left", [5]), new("right", [5])];
        Node sum = new("sum", new Add(), [.. inputs.Select(Quantized)]);
        AssertRefused(new Graph(inputs, [Quantized(sum)]), "2 inputs", "one of each");
    }

    [Fact]
    public void Codes_of_16_bits_are_refused()
    {
        GraphInput input = new([5]);
        FakeQuantize wide = new(new AffineQuantizer(new QuantizationParameters([0.01f], [0], null, short.MinValue, short.MaxValue)));
        Node row = new("codes", wide, input);
        AssertRefused(new Graph(input, new Node("sum.codes", wide, new Node("sum", new Add(), row, row))), "'input'", "Int16");
    }

    [Fact]
    public void A_mean_over_axes_that_are_no_neighbors_has_no_integer_form()
    {
        GraphInput input = new([5, 5, 4]);
        Node mean = new("mean", new Mean { Axes = [1, 3] }, Quantized(input));
        Assert.Contains("'mean'", Assert.Throws<UnsupportedException>(() => Lowering.Lower(new Graph(input, Quantized(mean)))).Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(Graph graph, string name, string reason)
    {
        Plan plan = Lowering.Lower(graph);
        string message = Assert.Throws<UnsupportedException>(() => CWriter.Write(plan)).Message;
        Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    private static Node Quantized(Value value) =>
        new($"{value.Name}.quantized", new FakeQuantize(new AffineQuantizer(new QuantizationParameters([0.01f], [0]))), value);
}
