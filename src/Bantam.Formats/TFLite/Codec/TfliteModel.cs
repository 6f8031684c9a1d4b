using System.Collections.Immutable;

namespace Bantam.Formats;

/// <summary>What a <c>.tflite</c> file holds: one graph of operators over tensors.</summary>
internal sealed record TfliteModel
{
    public const int Version = 3;

    /// <summary>Who made it, as free text.</summary>
    public string Description { get; init; } = "";

    public string GraphName { get; init; } = "";

    public required ImmutableArray<TfliteTensor> Tensors { get; init; }

    /// <summary>In the order in which they run.</summary>
    public required ImmutableArray<TfliteOperator> Operators { get; init; }

    /// <summary>Numbers of tensors.</summary>
    public required ImmutableArray<int> Inputs { get; init; }

    /// <summary>Numbers of tensors.</summary>
    public required ImmutableArray<int> Outputs { get; init; }

    public ImmutableArray<TfliteMetadata> Metadata { get; init; } = [];

    /// <summary>By which names callers know inputs and outputs; null where the file does not say.</summary>
    public TfliteSignature? Signature { get; init; }
}

/// <summary>A tensor: a constant if it has data, else something that is computed.</summary>
internal sealed record TfliteTensor
{
    public string Name { get; init; } = "";

    public required TfliteType Type { get; init; }

    /// <summary>The lengths of the axes, each at least 1.</summary>
    public required ImmutableArray<int> Shape { get; init; }

    /// <summary>The same with −1 where a length is free; empty where none is.</summary>
    public ImmutableArray<int> ShapeSignature { get; init; } = [];

    /// <summary>What the codes mean; null for numbers that are what they are.</summary>
    public TfliteQuantization? Quantization { get; init; }

    /// <summary>The elements of a constant, little-endian, rows first; empty for all else.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Whether it keeps its value from one run to the next.</summary>
    public bool IsVariable { get; init; }

    public bool IsConstant => Data.Length > 0;

    /// <summary>The number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (count, length) => count * length);
}

/// <summary>Scales and zero points: one of each, or one per index along an axis.</summary>
internal sealed record TfliteQuantization(ImmutableArray<float> Scales, ImmutableArray<long> ZeroPoints, int Axis);

/// <summary>One operator.</summary>
internal sealed record TfliteOperator
{
    /// <summary>Which: one of <see cref="TfliteOpcode"/>, or a number that is not among them.</summary>
    public required TfliteOpcode Code { get; init; }

    /// <summary>The version of its definition.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The name of an operator that is not built in.</summary>
    public string CustomName { get; init; } = "";

    /// <summary>Numbers of tensors; −1 for an input that is left out.</summary>
    public required ImmutableArray<int> Inputs { get; init; }

    /// <summary>Numbers of tensors.</summary>
    public required ImmutableArray<int> Outputs { get; init; }

    /// <summary>Numbers of tensors that only tell how values inside of the operator are quantized.</summary>
    public ImmutableArray<int> Intermediates { get; init; } = [];

    /// <summary>Its settings; null where it has none or is not known.</summary>
    public TfliteOptions? Options { get; init; }

    /// <summary>The operator as messages name it, for example <c>CONV_2D</c>.</summary>
    public string Name => Code == TfliteOpcode.Custom ? $"the custom operator '{CustomName}'" : TfliteOpcodes.NameOf(Code);
}

/// <summary>A named piece of data that no operator reads.</summary>
internal sealed record TfliteMetadata(string Name, ReadOnlyMemory<byte> Data);

/// <summary>A way to call the graph: names for its inputs and outputs.</summary>
internal sealed record TfliteSignature(string Key, ImmutableArray<TfliteNamedTensor> Inputs, ImmutableArray<TfliteNamedTensor> Outputs);

/// <summary>A name for a tensor.</summary>
internal sealed record TfliteNamedTensor(string Name, int Tensor);
