using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class DequantizeLinearTests
{
    [Fact]
    public void Codes_of_every_width_become_the_numbers_that_they_stand_for()
    {
        QuantizationParameters parameters = new([0.5f], [-3], null, -128, 127);
        float[] expected = [-62.5f, 0, 1.5f, 65];
        Assert.Equal(expected, Real(Tensor.From<sbyte>([4], -128, -3, 0, 127)));
        Assert.Equal(expected, Real(Tensor.From<short>([4], -128, -3, 0, 127)));
        Assert.Equal(expected, Real(Tensor.From<int>([4], -128, -3, 0, 127)));
        Assert.Equal(expected, Real(Tensor.From<long>([4], -128, -3, 0, 127)));

        float[] Real(Tensor codes) => new DequantizeLinear(parameters).Apply(codes).ToArray<float>();
    }

    [Fact]
    public void Each_channel_has_its_scale()
    {
        DequantizeLinear op = new(QuantizationParameters.PerChannelSymmetric([1, 0.25f], axis: 1));
        Assert.Equal([1, 0.5f, 3, 1], op.Apply(Tensor.From<sbyte>([2, 2], 1, 2, 3, 4)).ToArray<float>());
    }

    [Fact]
    public void A_bias_beyond_single_precision_is_rounded_once()
    {
        DequantizeLinear op = new(new QuantizationParameters([2], [0], null, int.MinValue, int.MaxValue));
        Assert.Equal([(float)(2.0 * 123_456_789)], op.Apply(Tensor.From<int>([1], 123_456_789)).ToArray<float>());
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        DequantizeLinear op = new(QuantizationParameters.PerChannelSymmetric([1, 0.25f], axis: 1));
        Assert.Contains("integer codes", Assert.Throws<ShapeException>(() => op.Apply(Tensor.Zeros([2, 2]))).Message, StringComparison.Ordinal);
        Assert.Contains("axis 1", Assert.Throws<ShapeException>(() => op.Apply(Tensor.From<sbyte>([4], 1, 2, 3, 4))).Message, StringComparison.Ordinal);
        Assert.Contains("axis 1", Assert.Throws<ShapeException>(() => op.Apply(Tensor.From<sbyte>([1, 3], 1, 2, 3))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_keeps_its_integers_in_its_file()
    {
        GraphInput input = new([2]);
        Parameter codes = new("weight", new TensorType(ElementType.Int8, [3, 2]), Initializer.Of(0), isTrainable: false);
        Node weight = new("weight.real", new DequantizeLinear(QuantizationParameters.PerTensor(0.5f, 0)), codes);
        Graph net = new(input, new Node("dense", new Dense(), input, weight));
        net = net.With(net.Values.With([new(codes, Tensor.From<sbyte>([3, 2], 1, 2, 3, 4, 5, -6))]));
        using MemoryStream file = new();
        ModelFile.Write(net, file);
        Graph read = ModelFile.Read(file);
        Assert.Equal(net.ContentHash(), read.ContentHash());
        Assert.Equal(6, read.ParameterCount);
        Assert.Equal([1.5f, 3.5f, -0.5f], read.Run(Tensor.From<float>([1, 2], 1, 1)).ToArray<float>());
    }
}
