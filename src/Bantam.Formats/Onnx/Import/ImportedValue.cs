using Bantam.Model;

namespace Bantam.Formats;

/// <summary>In which order the elements of an activation are stored.</summary>
internal enum StoredOrder
{
    /// <summary>As ONNX says: NCHW for images.</summary>
    AsDeclared,

    /// <summary>With the channels, axis 1 of ONNX, last: NHWC for images.</summary>
    ChannelsLast,

    /// <summary>Images whose channels are two axes, [N, A, B, H, W] in ONNX, with both last: the shuffling of channels stays in NHWC.</summary>
    SplitChannelsLast,

    /// <summary>Rows [N, features] that are images flattened with their channels last, where ONNX flattened CHW.</summary>
    FlattenedChannelsLast,
}

/// <summary>A value of the ONNX graph while it is imported: a constant, or a value of the graph that is being built.</summary>
internal sealed record ImportedValue
{
    private ImportedValue(OnnxElement element, Shape shape)
    {
        Element = element;
        Shape = shape;
    }

    /// <summary>The element type in ONNX. In the graph, integers are whole numbers in floating point.</summary>
    public OnnxElement Element { get; init; }

    /// <summary>The shape in ONNX.</summary>
    public Shape Shape { get; init; }

    /// <summary>The values, where they are known.</summary>
    public ConstantTensor? Constant { get; private init; }

    /// <summary>How a constant is stored, where that is not as its numbers: quantized weights.</summary>
    public StoredWeight? Weight { get; init; }

    /// <summary>The value of the graph; null for constants and for codes that nobody has asked for.</summary>
    public Value? Value { get; private init; }

    /// <summary>The order in which the elements of <see cref="Value"/> are stored.</summary>
    public StoredOrder Order { get; init; }

    /// <summary>The [C, H, W] of a row that was flattened with its channels last.</summary>
    public Shape Image { get; init; }

    /// <summary>What integers stand for, where this is the output of a quantization.</summary>
    public QuantizedCodes? Codes { get; private init; }

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Rank;

    /// <summary>A constant.</summary>
    public static ImportedValue Of(ConstantTensor constant) => new(constant.Element, constant.Shape) { Constant = constant };

    /// <summary>A value of the graph.</summary>
    public static ImportedValue Of(Value value, Shape shape, OnnxElement element = OnnxElement.Float32, StoredOrder order = StoredOrder.AsDeclared) =>
        new(element, shape) { Value = value, Order = order };

    /// <summary>The integer codes of real numbers.</summary>
    public static ImportedValue Of(QuantizedCodes codes) => new(codes.Element, codes.Real.Shape) { Codes = codes };

    /// <summary>The same order of elements for another value of the graph, of the same shape unless another is given.</summary>
    public ImportedValue With(Value value, Shape? shape = null) => this with { Value = value, Shape = shape ?? Shape, Constant = null, Codes = null, Weight = null };
}

/// <summary>A constant whose parameter holds something else than its numbers: integer codes, or numbers that an op rounds.</summary>
/// <param name="Stored">What the parameter holds.</param>
/// <param name="Axis">The axis along which the decoding varies; null where it does not.</param>
/// <param name="Decode">Makes a parameter of what is stored, perhaps in another order, and the ops that decode it, for the axis where it lies then.</param>
internal sealed record StoredWeight(ConstantTensor Stored, int? Axis, Func<ImportContext, ConstantTensor, int?, Value> Decode);

/// <summary>Integers that stand for real numbers.</summary>
/// <param name="Real">The real numbers before they are rounded.</param>
/// <param name="Element">The element type of the integers.</param>
/// <param name="Scale">The distance between two codes.</param>
/// <param name="ZeroPoint">The code of 0.</param>
/// <param name="Axis">The axis along which both vary, in the shape of ONNX; null for one scale.</param>
internal sealed record QuantizedCodes(ImportedValue Real, OnnxElement Element, ConstantTensor Scale, ConstantTensor ZeroPoint, int? Axis)
{
    /// <summary>Whether another quantization has the same codes for the same numbers.</summary>
    public bool IsSame(ConstantTensor scale, ConstantTensor zeroPoint, int? axis) =>
        Axis == axis && Enumerable.SequenceEqual(Scale.Singles(), scale.Singles()) && Enumerable.SequenceEqual(ZeroPoint.Wholes(), zeroPoint.Wholes());
}
