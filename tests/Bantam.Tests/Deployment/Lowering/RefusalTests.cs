using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

/// <summary>What no int8 kernel computes is refused by the name of its node, never computed wrongly.</summary>
public sealed class RefusalTests
{
    [Theory]
    [MemberData(nameof(Convolutions))]
    public void Convolutions_with_attributes_that_int8_kernels_lack_are_refused(Op op, Shape weight, string reason)
    {
        GraphInput input = new([5, 5, 4]);
        Node node = new("conv", op, Quantized(input), Quantized(new Parameter("weight", weight, Initializer.Of(0.5f))));
        string message = Assert.Throws<UnsupportedException>(() => Lowering.Lower(new Graph(input, Quantized(node)))).Message;
        Assert.Contains("'conv'", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    public static TheoryData<Op, Shape, string> Convolutions { get; } = new()
    {
        { new Conv2d { Groups = 2 }, [6, 3, 3, 2], "in groups" },
        { new Conv2d { Dilation = 2 }, [6, 3, 3, 4], "dilated" },
        { new ConvTranspose2d(), [4, 3, 3, 2], "no int8 form" },
    };

    [Fact]
    public void Additions_of_different_shapes_are_refused()
    {
        GraphInput input = new([5, 5, 4]);
        Node image = Quantized(input);
        Node row = Quantized(new Node("mean", new Mean { Axes = [1, 2], KeepAxes = true }, image));
        Node sum = new("sum", new Add(), image, Quantized(new Node("pooled", new AveragePool { Kernel = 5, Stride = 1 }, image)));
        Assert.Contains("'sum'", Assert.Throws<UnsupportedException>(() => Lowering.Lower(new Graph(input, Quantized(sum)))).Message, StringComparison.Ordinal);
        Assert.Contains("'mean'", Assert.Throws<UnsupportedException>(() => Lowering.Lower(new Graph(input, row))).Message, StringComparison.Ordinal);
    }

    private static Node Quantized(Value value) =>
        new($"{value.Name}.quantized", new FakeQuantize(new AffineQuantizer(new QuantizationParameters([0.01f], [0]))), value);
}
