using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Model;

/// <summary>One row for each op and variant of its attributes, with odd sizes: a new op needs a line here and is then tested.</summary>
internal static class OpSamples
{
    private static readonly Padding s_uneven = new() { Mode = PaddingMode.Explicit, Top = 2, Left = 0, Bottom = 1, Right = 1 };

    public static IReadOnlyList<OpSample> All { get; } =
    [
        .. Elementwise(), .. Broadcasts(), .. Activations(), .. Reductions(), .. Linear(), .. Convolutions(), .. Regularizations(), .. Pools(), .. Layouts(), .. Resizings(), .. Normalizations(), .. Losses(), .. Quantizers(), .. Recurrences(),
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
        new("SumRows", new SumRows(), [3, 5, 7]),
        new("RepeatRows", new RepeatRows([3, 2, 7]), new Shape(7)),
    ];

    private static IEnumerable<OpSample> Broadcasts() =>
    [
        new("Add of a row", new Add { Activation = Activation.Relu }, [2, 3, 5], [5]),
        new("Add of a long row", new Add { Activation = Activation.Relu6 }, [2, 3, 97], [97]) { Range = 4 },
        new("Add of a scalar", new Add(), [3, 5], Shape.Create([])),
        new("Add of nothing", new Add(), [0, 3], [3]),
        new("Subtract from a column", new Subtract(), [3, 1], [3, 100]),
        new("Subtract of a column and a row", new Subtract(), [3, 1], [1, 4]),
        new("Multiply of channels", new Multiply(), [2, 3, 2, 5], [2, 1, 1, 5]),
        new("Multiply of a long column", new Multiply(), [3, 80], [3, 1]),
        new("Divide", new Divide(), [17], [17]) { Prepare = WithPositive },
        new("Maximum", new Maximum(), [3, 7], [3, 7]),
        new("Maximum of a row", new Maximum(), [2, 3, 11], [11]),
        new("Minimum", new Minimum(), [3, 17], [3, 17]),
        new("Minimum of a column", new Minimum(), [3, 1], [3, 20]),
        new("Exceeds", new Exceeds(), [3, 5], [5]) { Derivatives = Derivatives.None },
        new("Exceeds or equals", new Exceeds { CountsEqual = true }, [3, 5], [5]) { Derivatives = Derivatives.None },
        new("Divide by a column", new Divide(), [2, 3, 5], [3, 1]) { Prepare = WithPositive },
    ];

    private static IEnumerable<OpSample> Activations() =>
    [
        new("Log", new Log(), [2, 9]) { Prepare = Positive },
        new("Sqrt", new Sqrt(), [2, 9]) { Prepare = Positive },
        new("Power", new Power(2.5), [2, 9]) { Prepare = Positive },
        new("Power 2", new Power(2), [2, 9]),
        new("Power 1", new Power(1), [9]),
        new("Sign", new Sign(), [2, 9]) { Derivatives = Derivatives.None },
        new("Sign straight through", new Sign { StraightThrough = true }, [2, 9]) { HasNumericGradient = false },
        new("Clip", new Clip(-0.5, 0.75), [3, 11]),
        new("Abs", new Abs(), [3, 19]),
        new("Round", new Round(), [3, 7]) { Derivatives = Derivatives.None, Range = 3 },
        new("Floor", new Floor(), [3, 7]) { Derivatives = Derivatives.None, Range = 3 },
        new("Ceiling", new Ceiling(), [3, 7]) { Derivatives = Derivatives.None, Range = 3 },
        new("BoundedRelu", new BoundedRelu(1), [61]) { Range = 2 },
        new("PassWithin", new PassWithin(-0.5, 0.5), [23], [23]) { Constants = [0] },
        new("PassWithin with its ends", new PassWithin(-0.5, 0.5) { IncludesEnds = true }, [23], [23]) { Constants = [0] },
        new("Tanh", new Tanh(), [5, 3]) { Range = 3 },
        new("LeakyRelu", new LeakyRelu(0.1), [3, 19]),
        new("LeakyReluGradient", new LeakyReluGradient(0.1), [3, 19], [3, 19]) { Constants = [0] },
        new("Elu", new Elu(0.7), [3, 7]) { Range = 3 },
        new("EluSlope", new EluSlope(0.7), [3, 7]) { Range = 3 },
        new("HardSwish", new HardSwish(), [3, 19]) { Range = 5 },
        new("HardSwishSlope", new HardSwishSlope(), [3, 19]) { Range = 5 },
        new("LogSoftmax", new LogSoftmax(), [3, 7]) { Range = 3 },
        new("LogSoftmax of one score", new LogSoftmax(), [2, 3, 1]),
    ];

    private static IEnumerable<OpSample> Reductions() =>
    [
        new("Sum of a middle axis", new Sum { Axes = [1] }, [2, 3, 5]),
        new("Sum of images", new Sum { Axes = [1, 2], KeepAxes = true }, [1, 2, 2, 67]),
        new("Sum of rows", new Sum { Axes = [-1] }, [3, 101]),
        new("Sum of nothing", new Sum { Axes = [1] }, [3, 0]),
        new("Mean", new Mean(), [3, 5, 7]),
        new("Mean of images", new Mean { Axes = [1, 2] }, [2, 3, 4, 5]),
        new("Mean of rows", new Mean { Axes = [-1], KeepAxes = true }, [2, 3, 7]),
        new("Max", new Max(), [3, 5]),
        new("Max of rows", new Max { Axes = [-1], KeepAxes = true }, [3, 7]),
        new("Max of images", new Max { Axes = [1, 2] }, [2, 3, 4, 5]),
        new("FirstMaximum", new FirstMaximum([-1]), [3, 7], [3, 1]) { Derivatives = Derivatives.None, Prepare = inputs => [inputs[0], inputs[0].Max([-1], keepAxes: true)] },
        new("ArgMax", new ArgMax(), [3, 7]) { Derivatives = Derivatives.None },
        new("ArgMax of a middle axis", new ArgMax(1), [2, 5, 3]) { Derivatives = Derivatives.None },
    ];

    private static IEnumerable<OpSample> Regularizations() =>
    [
        new("Dropout", new Dropout(0.25), [3, 7], [2]) { Constants = [1] },
        new("DropBlock", new DropBlock(0.1, 2), [2, 3, 4, 5], [2]) { Constants = [1] },
        new("DropoutMask", new DropoutMask(0.25, [3, 7]), new Shape(2)) { Derivatives = Derivatives.None, Prepare = State },
        new("DropBlockMask", new DropBlockMask(new DropBlock(0.2, 2), [2, 5, 4, 3]), new Shape(2)) { Derivatives = Derivatives.None, Prepare = State },
        new("CountStep", new CountStep(), new Shape(2)) { Derivatives = Derivatives.None, Prepare = State },
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
        new("MatMul of batches", new MatMul(), [2, 3, 4, 5], [2, 3, 5, 2]),
        new("MatMul of batches AT BT", new MatMul(true, true), [3, 5, 4], [3, 2, 5]),
        new("MatMul of a batch by one matrix", new MatMul(), [2, 3, 4, 5], [5, 3]),
        new("MatMul of a batch by one matrix BT", new MatMul(TransposeB: true), [3, 4, 5], [3, 5]),
        new("MatMul of a batch AT by one matrix", new MatMul(TransposeA: true), [3, 5, 4], [5, 2]),
        new("MatMul of one matrix by a batch", new MatMul(), [4, 5], [3, 5, 2]),
        new("MatMul of broadcast batches", new MatMul(TransposeB: true), [2, 1, 4, 5], [3, 2, 5]),
        new("MatMul of nothing", new MatMul(), [3, 0], [0, 2]),
    ];

    private static IEnumerable<OpSample> Convolutions()
    {
        WindowGeometry plain = new Conv2d { Stride = new(2, 1), Padding = Padding.Same }.Geometry([2, 5, 4, 3], [5, 3, 3, 3]);
        WindowGeometry grouped = new Conv2d { Dilation = 2, Groups = 2, Stride = 2, Padding = Padding.All(2) }.Geometry([2, 5, 6, 4], [6, 3, 2, 2]);
        WindowGeometry multiplied = new DepthwiseConv2d { Multiplier = 2, Padding = Padding.Same }.Geometry([1, 4, 5, 3], [1, 3, 3, 6]);
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
            new("Conv2d of two groups", new Conv2d { Groups = 2, Padding = Padding.Same }, [2, 4, 5, 6], [4, 3, 3, 3], [4]),
            new("Conv2d of as many groups as channels", new Conv2d { Groups = 3, Stride = 2 }, [1, 5, 6, 3], [6, 3, 2, 1], [6]),
            new("Conv2d of as many groups as channels, dilated", new Conv2d { Groups = 3, Dilation = 2 }, [2, 5, 6, 3], [6, 2, 3, 1], [6]),
            new("Conv2d of as many groups as channels, same", new Conv2d { Groups = 5, Padding = Padding.Same }, [2, 5, 4, 5], [5, 3, 3, 1]),
            new("Conv2d dilated", new Conv2d { Dilation = 2 }, [2, 6, 7, 3], [5, 3, 3, 3], [5]),
            new("Conv2d dilated same stride 2", new Conv2d { Dilation = new(2, 3), Stride = 2, Padding = Padding.Same }, [1, 7, 8, 2], [3, 3, 2, 2], [3]),
            new("Conv2d dilated in groups Relu6", new Conv2d { Dilation = 2, Groups = 2, Padding = Padding.All(2), Activation = Activation.Relu6 }, [1, 5, 4, 4], [6, 3, 3, 2], [6]) { Range = 2 },
            new("Conv2d of no images", new Conv2d(), [0, 4, 4, 2], [3, 3, 3, 2], [3]),
            new("Conv2dInputGradient dilated in groups", new Conv2dInputGradient(grouped), [2, 3, 4, 6], [6, 3, 2, 2]),
            new("Conv2dWeightGradient dilated in groups", new Conv2dWeightGradient(grouped), [2, 5, 6, 4], [2, 3, 4, 6]),
            new("ConvTranspose2d", new ConvTranspose2d(), [2, 3, 4, 5], [5, 3, 2, 3], [3]),
            new("ConvTranspose2d stride 2 same", new ConvTranspose2d { Stride = 2, Padding = Padding.Same }, [1, 3, 4, 2], [2, 3, 3, 3], [3]),
            new("ConvTranspose2d output padding", new ConvTranspose2d { Stride = new(2, 3), Padding = Padding.All(1), OutputPadding = new(1, 2) }, [1, 3, 2, 3], [3, 3, 3, 2], [2]),
            new("ConvTranspose2d without bias", new ConvTranspose2d { Stride = 3 }, [1, 2, 2, 2], [2, 2, 2, 17]),
            new("Conv2dInputGradient", new Conv2dInputGradient(plain), [2, 3, 4, 5], [5, 3, 3, 3]),
            new("Conv2dWeightGradient", new Conv2dWeightGradient(plain), [2, 5, 4, 3], [2, 3, 4, 5]),
            new("DepthwiseConv2d", new DepthwiseConv2d(), [2, 5, 4, 3], [1, 3, 3, 3], [3]),
            new("DepthwiseConv2d same 17 channels", new DepthwiseConv2d { Padding = Padding.Same }, [1, 3, 4, 17], [1, 3, 3, 17], [17]),
            new("DepthwiseConv2d stride 2 same", new DepthwiseConv2d { Stride = 2, Padding = Padding.Same }, [1, 7, 5, 5], [1, 3, 3, 5]),
            new("DepthwiseConv2d uneven padding", new DepthwiseConv2d { Padding = s_uneven, Stride = new(1, 2) }, [1, 5, 6, 2], [1, 4, 2, 2], [2]),
            new("DepthwiseConv2d Relu6", new DepthwiseConv2d { Activation = Activation.Relu6, Padding = Padding.Same }, [1, 4, 5, 3], [1, 3, 3, 3], [3]) { Range = 3 },
            new("DepthwiseConv2d with a multiplier", new DepthwiseConv2d { Multiplier = 3, Stride = 2 }, [2, 5, 6, 2], [1, 3, 3, 6], [6]),
            new("DepthwiseConv2d with a multiplier Relu", new DepthwiseConv2d { Multiplier = 2, Padding = Padding.Same, Activation = Activation.Relu }, [1, 4, 5, 3], [1, 3, 3, 6], [6]),
            new("DepthwiseConv2dInputGradient with a multiplier", new DepthwiseConv2dInputGradient(multiplied), [1, 4, 5, 6], [1, 3, 3, 6]),
            new("DepthwiseConv2dWeightGradient with a multiplier", new DepthwiseConv2dWeightGradient(multiplied), [1, 4, 5, 3], [1, 4, 5, 6]),
            new("DepthwiseConv2dInputGradient", new DepthwiseConv2dInputGradient(depthwise), [1, 4, 3, 3], [1, 3, 2, 3]),
            new("Conv2dWeightGradientLanes", new Conv2dWeightGradientLanes(plain with { Batch = 5 }, 2, Continues: false), [5, 5, 4, 3], [5, 3, 4, 5]) { Derivatives = Derivatives.None },
            new("MergedConv2dWeightGradient", new MergedConv2dWeightGradient(plain), [3, plain.PatchLength, 5]) { Derivatives = Derivatives.None },
            new("DepthwiseConv2dWeightGradientLanes", new DepthwiseConv2dWeightGradientLanes(depthwise with { Batch = 5 }, 2, Continues: false), [5, 6, 5, 3], [5, 4, 3, 3]) { Derivatives = Derivatives.None },
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
        new("Contiguous", new Contiguous(), [3, 5]) { Prepare = inputs => [inputs[0].ViewPermuted([1, 0])] },
        new("Concat", new Concat(), [2, 3, 1], [2, 3, 4], [2, 3, 2]),
        new("Concat of one", new Concat(), [2, 3]),
        new("Concat with an empty branch", new Concat(), [2, 3], [2, 0]),
        new("Concat along the first axis", new Concat(0), [2, 3], [1, 3]),
        new("Concat along a middle axis", new Concat(1), [2, 3, 4], [2, 1, 4], [2, 2, 4]),
        new("Slice", new Slice(-1, 1, 3), [2, 5]),
        new("Slice of a middle axis", new Slice(1, 1, 2), [2, 4, 3]),
        new("Slice of nothing", new Slice(0, 2, 0), [3, 4]),
        new("StridedSlice", new StridedSlice(1, 1, 2, 3), [2, 5, 3]),
        new("StridedSlice backward", new StridedSlice(-1, 4, 3, -2), [2, 5]),
        new("StridedSlice of nothing", new StridedSlice(0, 2, 0, -1), [3, 4]),
        new("StridedSpread", new StridedSpread(new StridedSlice(1, 4, 2, -3), [2, 5, 3]), [2, 2, 3]),
        new("Pad", new Pad([0, 2, 1], [1, 0, 2], 0.5), [2, 3, 4]),
        new("Pad of an empty axis", new Pad([1, 0], [0, 2], -1), [2, 0]),
        new("Permute", new Permute([0, 3, 1, 2]), [2, 3, 4, 5]),
        new("Permute from the end", new Permute([-1, 0, 1]), [2, 3, 5]),
        new("Squeeze", new Squeeze([1, -1]), [2, 1, 3, 1]),
        new("Unsqueeze", new Unsqueeze([0, -1]), [2, 3]),
        new("BroadcastTo", new BroadcastTo([4, 2, 3]), [2, 1]),
        new("BroadcastTo of a scalar", new BroadcastTo([3, 5]), Shape.Create([])),
        new("SumTo", new SumTo([2, 1]), [4, 2, 3]),
        new("SumTo of a long row", new SumTo([100]), [3, 100]),
        new("Row", new Row(1), [2, 5]) { Derivatives = Derivatives.None },
    ];

    private static IEnumerable<OpSample> Resizings()
    {
        Resize bilinear = new(new Size2d(5, 3)) { Interpolation = Interpolation.Bilinear };
        return
        [
            new("Resize", new Resize(new Size2d(4, 7)), [2, 2, 3, 5]),
            new("Resize to the upper neighbor", new Resize(new Size2d(3, 2)) { Mapping = PixelMapping.Asymmetric, Rounding = PixelRounding.Up }, [1, 5, 4, 3]),
            new("Resize to the middle", new Resize(3) { Mapping = PixelMapping.Middle, Rounding = PixelRounding.Down }, [1, 5, 4, 3]),
            new("Resize bilinear", bilinear, [2, 3, 4, 2]),
            new("Resize bilinear by corners", bilinear with { Mapping = PixelMapping.AlignCorners }, [1, 3, 4, 2]),
            new("Resize bilinear by a scale", bilinear with { Mapping = PixelMapping.CenteredHalfPixel, HeightScale = 1.8, WidthScale = 0.8 }, [1, 3, 4, 2]),
            new("Resize bicubic", bilinear with { Interpolation = Interpolation.Bicubic, Mapping = PixelMapping.HalfPixelOrFirst }, [1, 4, 5, 2]),
            new("ResizeGradient", new ResizeGradient(bilinear, [2, 3, 4, 2]), [2, 5, 3, 2]),
        ];
    }

    private static IEnumerable<OpSample> Normalizations() =>
    [
        new("BatchNorm", new BatchNorm(), [3, 5, 2, 7], [7], [7], [2, 7]) { Constants = [3], Prepare = WithMoments },
        new("BatchNorm of vectors", new BatchNorm { Epsilon = 1e-3 }, [5, 3], [3], [3], [2, 3]) { Constants = [3], Prepare = WithMoments },
        new("LocalResponseNorm", new LocalResponseNorm(3, Alpha: 0.5, Bias: 1), [2, 2, 3, 5]),
        new("LocalResponseNorm of few channels", new LocalResponseNorm(5, Alpha: 0.5), [3, 2]),
        new("Standardize", new Standardize([1, 2, 3]), [2, 3, 2, 5]),
        new("Standardize of channels", new Standardize([1, 2]), [2, 3, 2, 5]),
        new("Standardize of groups", new Standardize([1, -1], 1e-3), [2, 3, 2, 3]),
        new("Standardize of no samples", new Standardize([1]), [0, 3]),
        new("BatchMoments", new BatchMoments(), [5, 3]) { Derivatives = Derivatives.None },
        new("MomentBlocks", new MomentBlocks(new ChannelBlocks(11, 2, 3)), [11, 2, 3]) { Derivatives = Derivatives.None },
        new("MergedMoments", new MergedMoments(new ChannelBlocks(11, 2, 3)), [new ChannelBlocks(11, 2, 3).Count, 2, 3]) { Derivatives = Derivatives.None },
        new("BatchNormGradientBlocks", new BatchNormGradientBlocks(1e-5, Activation.Relu, new ChannelBlocks(11, 2, 3)), [11, 2, 3], [3], [3], [2, 3], [11, 2, 3]) { Derivatives = Derivatives.None, Prepare = WithPositiveMoments },
        new("MergedBatchNormGradients", new MergedBatchNormGradients(1e-5), [4, 2, 3], [2, 3]) { Derivatives = Derivatives.None, Prepare = inputs => [inputs[0], inputs[1] * inputs[1]] },
        new("RowBlocks", new RowBlocks(new ChannelBlocks(11, 2, 3)), [11, 2, 3]) { Derivatives = Derivatives.None },
        new("MergedRows", new MergedRows(), [6, 3]) { Derivatives = Derivatives.None },
        new("MergedLanes", new MergedLanes([2, 3]), [4, 2, 3]) { Derivatives = Derivatives.None },
        new("MovingMoments", new MovingMoments(0.1, 5), [2, 3], [2, 3]) { Derivatives = Derivatives.None },
        new("BatchNormGradientSums", new BatchNormGradientSums(1e-5, Activation.Relu), [5, 3], [3], [3], [2, 3], [5, 3]) { Derivatives = Derivatives.None, Prepare = WithPositiveMoments },
        new("BatchNormInputGradient", new BatchNormInputGradient(1e-5, true, Activation.None), [5, 3], [3], [3], [2, 3], [5, 3], [2, 3]) { Derivatives = Derivatives.None, Prepare = WithPositiveMoments },
        new("BatchNormInputGradient with fixed moments", new BatchNormInputGradient(1e-5, false, Activation.Relu6), [5, 3], [3], [3], [2, 3], [5, 3], [2, 3]) { Derivatives = Derivatives.None, Prepare = WithPositiveMoments },
    ];

    private static IEnumerable<OpSample> Losses() =>
    [
        new("SoftmaxCrossEntropy of labels", new SoftmaxCrossEntropy(), [3, 5], [3]) { Constants = [1], Range = 3, Prepare = inputs => [inputs[0], Tensor.From([3], 4, 0, 2)] },
        new("SoftmaxCrossEntropy of soft labels", new SoftmaxCrossEntropy(), [3, 5], [3, 5]) { Constants = [1], Prepare = inputs => [inputs[0], inputs[1].Softmax()] },
        new("SoftmaxCrossEntropyGradient", new SoftmaxCrossEntropyGradient(), [3, 5], [3, 5], Shape.Create([])) { Constants = [1], Prepare = inputs => [inputs[0], inputs[1].Softmax(), inputs[2]] },
        new("SquaredError", new SquaredError(), [3, 5], [3, 5]) { Constants = [1] },
        new("SquaredErrorGradient", new SquaredErrorGradient(), [3, 5], [3, 5], Shape.Create([])) { Constants = [1] },
    ];

    private static IEnumerable<OpSample> Recurrences() =>
    [
        new("Lstm with codes", new Lstm { CellCodes = new QuantizationParameters([1f / 1024], [0], null, short.MinValue, short.MaxValue) }, [1, 3, 5], [12, 5], [12, 3]) { Derivatives = Derivatives.None },
        new("Svdf with codes", new Svdf { StateCodes = new QuantizationParameters([0.1f], [0]) }, [1, 5], [7, 5], [7, 2]) { Derivatives = Derivatives.None },
        new("Lstm", new Lstm(), [2, 3, 5], [12, 5], [12, 3], [12]) { Derivatives = Derivatives.None },
        new("Lstm time first", new Lstm { IsTimeMajor = true, CellClip = 0.05 }, [3, 2, 5], [28, 5], [28, 7]) { Derivatives = Derivatives.None },
        new("Svdf", new Svdf(), [3, 5], [7, 5], [7, 2], [7]) { Derivatives = Derivatives.None },
        new("Svdf of a sequence", new Svdf(2) { Activation = Activation.Relu }, [2, 5, 3], [6, 3], [6, 3]) { Derivatives = Derivatives.None },
    ];

    private static IEnumerable<OpSample> Quantizers()
    {
        AffineQuantizer whole = new(new QuantizationParameters([0.01f], [3]));
        AffineQuantizer channels = new(new QuantizationParameters([0.01f, 0.02f, 0.005f], [0, 0, 0], axis: 0, qMin: -127));
        return
        [
            new("FakeQuantize", new FakeQuantize(whole), [5, 7]) { HasNumericGradient = false, Range = 1.5 },
            new("FakeQuantize per channel", new FakeQuantize(channels), [3, 2, 5]) { HasNumericGradient = false },
            new("DequantizeLinear", new DequantizeLinear(channels.Parameters), [3, 2, 5])
            {
                Derivatives = Derivatives.None,
                HasNumericGradient = false,
                Constants = [0],
                Range = 100,
                Prepare = inputs => [Tensor.From<sbyte>(inputs[0].Shape, [.. inputs[0].ToArray<double>().Select(x => (sbyte)x)])],
            },
            new("FakeQuantizeGradient", new FakeQuantizeGradient(whole), [5, 7], [5, 7]) { Constants = [0] },
            new("RoundToStorage Float16", new RoundToStorage(StorageFormat.Float16), [5, 7]) { HasNumericGradient = false },
            new("RoundToStorage BFloat16", new RoundToStorage(StorageFormat.BFloat16), [61]) { HasNumericGradient = false },
        ];
    }

    private static Tensor[] Positive(Tensor[] inputs) => [AboveZero(inputs[0])];

    private static Tensor[] WithPositive(Tensor[] inputs) => [inputs[0], AboveZero(inputs[1])];

    private static Tensor[] State(Tensor[] inputs) => [Tensor.From([2], 3.0, 12_345)];

    private static Tensor AboveZero(Tensor tensor)
    {
        foreach (ref double value in tensor.Span<double>())
        {
            value = Math.Abs(value) + 0.5;
        }

        return tensor;
    }

    private static Tensor[] WithMoments(Tensor[] inputs) => [inputs[0], inputs[1], inputs[2], Positive(inputs[3])];

    private static Tensor[] WithPositiveMoments(Tensor[] inputs) => [.. inputs[..3], Positive(inputs[3]), .. inputs[4..]];

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
