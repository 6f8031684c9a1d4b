using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Model;

/// <summary>One row for each op and variant of its attributes, with odd sizes: a new op needs a line here and is then tested.</summary>
internal static class OpSamples
{
    private static readonly Padding s_uneven = new() { Mode = PaddingMode.Explicit, Top = 2, Left = 0, Bottom = 1, Right = 1 };

    public static IReadOnlyList<OpSample> All { get; } =
    [
        .. Elementwise(), .. Linear(), .. Convolutions(), .. Pools(), .. Layouts(), .. Normalizations(), .. Losses(), .. Quantizers(),
    ];

    public static OpSample Named(string name) => All.Single(sample => sample.Name == name);

    private static IEnumerable<OpSample> Elementwise() =>
    [
        new("Add", new Add(), [3, 5], [3, 5]),
        new("Add Relu", new Add { Activation = Activation.Relu }, [1, 3, 3, 5], [1, 3, 3, 5]),
        new("Add Relu6", new Add { Activation = Activation.Relu6 }, [37], [37]) { Range = 5 },
        new("Subtract", new Subtract(), [17], [17]),
        new("Multiply", new Multiply(), [3, 1, 7], [3, 1, 7]),
        new("Scale", new Scale(-1.75), [19]),
        new("Exp", new Exp(), [2, 9]),
        new("Relu", new Relu(), [3, 7]),
        new("Relu6", new Relu6(), [61]) { Range = 9 },
        new("Sigmoid", new Sigmoid(), [5, 3]) { Range = 4 },
        new("Softmax", new Softmax(), [3, 7]) { Range = 3 },
        new("Softmax of one score", new Softmax(), [3, 1]),
        new("Softmax of images", new Softmax(), [2, 3, 2, 5]),
        new("SoftmaxGradient", new SoftmaxGradient(), [3, 5], [3, 5]),
        new("ClampGradient", new ClampGradient(Activation.Relu), [23], [23]) { Constants = [0] },
        new("ClampGradient Relu6", new ClampGradient(Activation.Relu6), [23], [23]) { Constants = [0], Range = 9 },
        new("Sum", new Sum(), [3, 5, 7]),
        new("Sum of a scalar", new Sum(), Shape.Create([])),
        new("Fill", new Fill([3, 5]), Shape.Create([])),
        new("SumRows", new SumRows(), [3, 5, 7]),
        new("RepeatRows", new RepeatRows([3, 2, 7]), new Shape(7)),
    ];

    private static IEnumerable<OpSample> Linear() =>
    [
        new("Dense", new Dense(), [3, 7], [5, 7], [5]),
        new("Dense without bias", new Dense(), [1, 13], [17, 13]),
        new("Dense of one by one", new Dense(), [1, 1], [1, 1], [1]),
        new("Dense Relu", new Dense { Activation = Activation.Relu }, [3, 7], [5, 7], [5]),
        new("Dense Relu6", new Dense { Activation = Activation.Relu6 }, [3, 9], [5, 9], [5]) { Range = 2 },
        new("MatMul", new MatMul(), [3, 5], [5, 7]),
        new("MatMul AT", new MatMul(TransposeA: true), [5, 3], [5, 7]),
        new("MatMul BT", new MatMul(TransposeB: true), [3, 5], [7, 5]),
        new("MatMul AT BT", new MatMul(true, true), [5, 3], [7, 5]),
    ];

    private static IEnumerable<OpSample> Convolutions()
    {
        WindowGeometry plain = new Conv2d { Stride = new(2, 1), Padding = Padding.Same }.Geometry([2, 5, 4, 3], [5, 3, 3, 3]);
        WindowGeometry depthwise = new DepthwiseConv2d { Stride = 2, Padding = s_uneven }.Geometry([1, 6, 5, 3], [1, 3, 2, 3]);
        return
        [
            new("Conv2d", new Conv2d(), [2, 5, 4, 3], [5, 3, 3, 3], [5]),
            new("Conv2d same", new Conv2d { Padding = Padding.Same }, [1, 5, 7, 2], [3, 3, 3, 2], [3]),
            new("Conv2d same even window", new Conv2d { Padding = Padding.Same }, [1, 5, 4, 1], [3, 2, 4, 1]),
            new("Conv2d stride 2 that leaves a rest", new Conv2d { Stride = 2 }, [1, 6, 8, 3], [2, 3, 3, 3], [2]),
            new("Conv2d stride 2x1 same", new Conv2d { Stride = new(2, 1), Padding = Padding.Same }, [1, 7, 5, 2], [3, 5, 3, 2], [3]),
            new("Conv2d stride beyond window", new Conv2d { Stride = 3 }, [1, 8, 7, 2], [3, 2, 1, 2]),
            new("Conv2d uneven padding", new Conv2d { Padding = s_uneven }, [1, 4, 5, 3], [2, 3, 2, 3], [2]),
            new("Conv2d padding as large as window", new Conv2d { Padding = Padding.All(1) }, [1, 3, 3, 2], [3, 1, 1, 2], [3]),
            new("Conv2d 1x1", new Conv2d(), [2, 3, 3, 7], [9, 1, 1, 7], [9]),
            new("Conv2d 1x1 stride 2", new Conv2d { Stride = 2, Padding = Padding.Same }, [1, 5, 5, 3], [4, 1, 1, 3]),
            new("Conv2d Relu", new Conv2d { Activation = Activation.Relu, Padding = Padding.Same }, [1, 4, 4, 2], [3, 3, 3, 2], [3]),
            new("Conv2d Relu6", new Conv2d { Activation = Activation.Relu6 }, [1, 4, 4, 2], [3, 3, 3, 2], [3]) { Range = 2.5 },
            new("Conv2dInputGradient", new Conv2dInputGradient(plain), [2, 3, 4, 5], [5, 3, 3, 3]),
            new("Conv2dWeightGradient", new Conv2dWeightGradient(plain), [2, 5, 4, 3], [2, 3, 4, 5]),
            new("DepthwiseConv2d", new DepthwiseConv2d(), [2, 5, 4, 3], [1, 3, 3, 3], [3]),
            new("DepthwiseConv2d same 17 channels", new DepthwiseConv2d { Padding = Padding.Same }, [1, 3, 4, 17], [1, 3, 3, 17], [17]),
            new("DepthwiseConv2d stride 2 same", new DepthwiseConv2d { Stride = 2, Padding = Padding.Same }, [1, 7, 5, 5], [1, 3, 3, 5]),
            new("DepthwiseConv2d uneven padding", new DepthwiseConv2d { Padding = s_uneven, Stride = new(1, 2) }, [1, 5, 6, 2], [1, 4, 2, 2], [2]),
            new("DepthwiseConv2d Relu6", new DepthwiseConv2d { Activation = Activation.Relu6, Padding = Padding.Same }, [1, 4, 5, 3], [1, 3, 3, 3], [3]) { Range = 3 },
            new("DepthwiseConv2dInputGradient", new DepthwiseConv2dInputGradient(depthwise), [1, 4, 3, 3], [1, 3, 2, 3]),
            new("DepthwiseConv2dWeightGradient", new DepthwiseConv2dWeightGradient(depthwise), [1, 6, 5, 3], [1, 4, 3, 3]),
        ];
    }

    private static IEnumerable<OpSample> Pools()
    {
        MaxPool largest = new() { Kernel = 3, Stride = 2, Padding = Padding.Same };
        AveragePool mean = new() { Kernel = 3, Stride = 2, Padding = Padding.Same };
        return
        [
            new("MaxPool", new MaxPool(), [2, 4, 6, 3]),
            new("MaxPool overlapping same", largest, [1, 7, 5, 2]),
            new("MaxPool uneven", new MaxPool { Kernel = new(3, 2), Stride = new(1, 3), Padding = s_uneven }, [1, 5, 7, 3]),
            new("MaxPoolGradient", new MaxPoolGradient(largest), [1, 7, 5, 2], [1, 4, 3, 2], [1, 4, 3, 2])
            {
                Constants = [0, 1],
                Prepare = inputs => [inputs[0], largest.Apply(inputs[0]), inputs[2]],
            },
            new("MaxPoolPick", new MaxPoolPick(largest), [1, 7, 5, 2], [1, 4, 3, 2], [1, 7, 5, 2])
            {
                Constants = [0, 1],
                Prepare = inputs => [inputs[0], largest.Apply(inputs[0]), inputs[2]],
            },
            new("AveragePool", new AveragePool(), [2, 4, 6, 3]),
            new("AveragePool overlapping same", mean, [1, 7, 5, 2]),
            new("AveragePool uneven", new AveragePool { Kernel = new(3, 2), Stride = new(1, 3), Padding = s_uneven }, [1, 5, 7, 3]),
            new("AveragePoolGradient", new AveragePoolGradient(mean, [1, 7, 5, 2]), new Shape(1, 4, 3, 2)),
            new("GlobalAveragePool", new GlobalAveragePool(), [2, 3, 5, 7]),
            new("GlobalAveragePoolGradient", new GlobalAveragePoolGradient([2, 3, 5, 7]), new Shape(2, 7)),
        ];
    }

    private static IEnumerable<OpSample> Layouts() =>
    [
        new("Reshape", new Reshape([5, 3]), [2, 3, 5]),
        new("Flatten", new Flatten(), [2, 3, 5, 1]),
        new("ViewAs", new ViewAs([15, 2]), new Shape(2, 3, 5)),
        new("Transpose", new Transpose(), [3, 5]),
        new("Transpose of three axes", new Transpose(), [2, 3, 5]),
        new("Contiguous", new Contiguous(), [3, 5]) { Prepare = inputs => [inputs[0].ViewTransposed()] },
        new("Concat", new Concat(), [2, 3, 1], [2, 3, 4], [2, 3, 2]),
        new("Concat of one", new Concat(), [2, 3]),
        new("Concat with an empty branch", new Concat(), [2, 3], [2, 0]),
        new("SliceChannels", new SliceChannels(1, 3), [2, 5]),
        new("Row", new Row(1), [2, 5]) { Derivatives = Derivatives.None },
    ];

    private static IEnumerable<OpSample> Normalizations() =>
    [
        new("BatchNorm", new BatchNorm(), [3, 5, 2, 7], [7], [7], [2, 7]) { Constants = [3], Prepare = WithMoments },
        new("BatchNorm of vectors", new BatchNorm { Epsilon = 1e-3 }, [5, 3], [3], [3], [2, 3]) { Constants = [3], Prepare = WithMoments },
        new("InverseSquareRoot", new InverseSquareRoot(1.5), [3, 5]),
        new("BatchMoments", new BatchMoments(), [5, 3]) { Derivatives = Derivatives.None },
        new("MovingMoments", new MovingMoments(0.1, 5), [2, 3], [2, 3]) { Derivatives = Derivatives.None },
        new("BatchNormGradientSums", new BatchNormGradientSums(1e-5), [5, 3], [2, 3], [5, 3]) { Derivatives = Derivatives.None, Prepare = inputs => [inputs[0], Positive(inputs[1]), inputs[2]] },
        new("BatchNormInputGradient", new BatchNormInputGradient(1e-5, true), [5, 3], [3], [2, 3], [2, 3], [5, 3]) { Derivatives = Derivatives.None, Prepare = WithPositiveMoments },
        new("BatchNormInputGradient with fixed moments", new BatchNormInputGradient(1e-5, false), [5, 3], [3], [2, 3], [2, 3], [5, 3]) { Derivatives = Derivatives.None, Prepare = WithPositiveMoments },
    ];

    private static IEnumerable<OpSample> Losses() =>
    [
        new("SoftmaxCrossEntropy of labels", new SoftmaxCrossEntropy(), [3, 5], [3]) { Constants = [1], Range = 3, Prepare = inputs => [inputs[0], Tensor.From([3], 4, 0, 2)] },
        new("SoftmaxCrossEntropy of soft labels", new SoftmaxCrossEntropy(), [3, 5], [3, 5]) { Constants = [1], Prepare = inputs => [inputs[0], inputs[1].Softmax()] },
        new("SoftmaxCrossEntropyGradient", new SoftmaxCrossEntropyGradient(), [3, 5], [3, 5], Shape.Create([])) { Constants = [1], Prepare = inputs => [inputs[0], inputs[1].Softmax(), inputs[2]] },
        new("SquaredError", new SquaredError(), [3, 5], [3, 5]) { Constants = [1] },
        new("SquaredErrorGradient", new SquaredErrorGradient(), [3, 5], [3, 5], Shape.Create([])) { Constants = [1] },
    ];

    private static IEnumerable<OpSample> Quantizers()
    {
        AffineQuantizer whole = new(new QuantizationParameters([0.01f], [3]));
        AffineQuantizer channels = new(new QuantizationParameters([0.01f, 0.02f, 0.005f], [0, 0, 0], axis: 0, qMin: -127));
        return
        [
            new("FakeQuantize", new FakeQuantize(whole), [5, 7]) { HasNumericGradient = false, Range = 1.5 },
            new("FakeQuantize per channel", new FakeQuantize(channels), [3, 2, 5]) { HasNumericGradient = false },
            new("FakeQuantizeGradient", new FakeQuantizeGradient(whole), [5, 7], [5, 7]) { Constants = [0] },
            new("RoundToStorage Float16", new RoundToStorage(StorageFormat.Float16), [5, 7]) { HasNumericGradient = false },
            new("RoundToStorage BFloat16", new RoundToStorage(StorageFormat.BFloat16), [61]) { HasNumericGradient = false },
        ];
    }

    private static Tensor[] WithMoments(Tensor[] inputs) => [inputs[0], inputs[1], inputs[2], Positive(inputs[3])];

    private static Tensor[] WithPositiveMoments(Tensor[] inputs) => [inputs[0], inputs[1], Positive(inputs[2]), inputs[3], inputs[4]];

    /// <summary>Moments whose variances (the second row) are above zero.</summary>
    private static Tensor Positive(Tensor moments)
    {
        Span<double> variances = moments.Span<double>()[(moments.Count / 2)..];
        foreach (ref double variance in variances)
        {
            variance = Math.Abs(variance) + 0.25;
        }

        return moments;
    }
}
