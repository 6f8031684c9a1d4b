using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Constants as tensors of a file.</summary>
internal static class ConstantTensors
{
    /// <summary>A parameter, or the integers of a quantized one.</summary>
    /// <exception cref="UnsupportedException">It is computed from parameters in another way.</exception>
    public static TfliteTensor Of(Value value, TfliteExport export) => value switch
    {
        Parameter { Type.Element: ElementType.Float32 } parameter => Real(parameter.Name, export.ValueOf(parameter)),
        Node { Op: FakeQuantize quantize } node when node.Inputs[0] is Parameter parameter => Codes(parameter.Name, Rounded(export.ValueOf(parameter), quantize.Quantizer.Encoding), quantize.Quantizer.Encoding),
        Node { Op: DequantizeLinear dequantize } node when node.Inputs[0] is Parameter parameter => Codes(parameter.Name, export.ValueOf(parameter), dequantize.Parameters),
        _ => throw new UnsupportedException($"'{value.Name}' is computed from parameters alone, which a .tflite file cannot hold. Replace it by a parameter with its values."),
    };

    /// <summary>The bias of a layer with weights: in a quantized layer whole steps of the accumulator, as lowering rounds them.</summary>
    /// <param name="bias">The bias.</param>
    /// <param name="steps">What the steps of the accumulator are; null in floating point.</param>
    /// <param name="export">The export.</param>
    public static TfliteTensor OfBias(Value bias, QuantizationParameters? steps, TfliteExport export) => bias is Parameter parameter && steps is not null
        ? Codes(bias.Name, Rounded(export.ValueOf(parameter), steps), steps)
        : Of(bias, export);

    /// <summary>Whole numbers that set up an operator.</summary>
    public static TfliteTensor Of(string name, ReadOnlySpan<int> shape, ReadOnlySpan<int> numbers)
    {
        byte[] data = new byte[numbers.Length * sizeof(int)];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(i * sizeof(int)), numbers[i]);
        }

        return new TfliteTensor { Name = name, Type = TfliteType.Int32, Shape = [.. shape], Data = data };
    }

    public static TfliteTensor Real(string name, Tensor tensor) => new()
    {
        Name = name,
        Type = TfliteType.Float32,
        Shape = [.. tensor.Shape.Lengths],
        Data = LittleEndian(tensor),
    };

    /// <summary>Codes with their meaning.</summary>
    public static TfliteTensor Codes(string name, Tensor codes, QuantizationParameters parameters)
    {
        TfliteType type = codes.Element == ElementType.Int64 ? TfliteType.Int64 : TypeOf(parameters);
        return new TfliteTensor
        {
            Name = name,
            Type = type,
            Shape = [.. codes.Shape.Lengths],
            Quantization = QuantizationOf(parameters),
            Data = type == TfliteType.Int4 ? Nibbles(codes.Span<sbyte>()) : LittleEndian(codes),
        };
    }

    /// <summary>The smallest type that holds codes.</summary>
    public static TfliteType TypeOf(QuantizationParameters codes) => codes switch
    {
        { QMin: >= -8, QMax: <= 7 } => TfliteType.Int4,
        { QMin: >= sbyte.MinValue, QMax: <= sbyte.MaxValue } => TfliteType.Int8,
        { QMin: >= short.MinValue, QMax: <= short.MaxValue } => TfliteType.Int16,
        _ => TfliteType.Int32,
    };

    public static TfliteQuantization QuantizationOf(QuantizationParameters codes) =>
        new(codes.Scales, [.. codes.ZeroPoints.Select(zeroPoint => (long)zeroPoint)], codes.Axis ?? 0);

    private static Tensor Rounded(Tensor real, QuantizationParameters parameters)
    {
        int perIndex = 1;
        for (int axis = (parameters.Axis ?? real.Shape.Rank) + 1; axis < real.Shape.Rank; axis++)
        {
            perIndex *= real.Shape[axis];
        }

        ReadOnlySpan<float> values = real.Span<float>();
        int[] codes = new int[values.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = parameters.Quantize(values[i], i / perIndex % parameters.Scales.Length);
        }

        return parameters.FitsInt8 ? Tensor.From<sbyte>(real.Shape, [.. codes.Select(code => (sbyte)code)]) : Tensor.From<int>(real.Shape, codes);
    }

    private static byte[] LittleEndian(Tensor tensor) => tensor.Element switch
    {
        ElementType.Int8 => MemoryMarshal.AsBytes(tensor.Span<sbyte>()).ToArray(),
        ElementType.Int16 => Each<short>(tensor, BinaryPrimitives.WriteInt16LittleEndian),
        ElementType.Int32 => Each<int>(tensor, BinaryPrimitives.WriteInt32LittleEndian),
        ElementType.Int64 => Each<long>(tensor, BinaryPrimitives.WriteInt64LittleEndian),
        _ => Each<float>(tensor, BinaryPrimitives.WriteSingleLittleEndian),
    };

    private static byte[] Each<T>(Tensor tensor, ElementWriter<T> write)
        where T : unmanaged
    {
        ReadOnlySpan<T> values = tensor.Span<T>();
        int width = tensor.Element.SizeBytes;
        byte[] bytes = new byte[values.Length * width];
        for (int i = 0; i < values.Length; i++)
        {
            write(bytes.AsSpan(i * width), values[i]);
        }

        return bytes;
    }

    /// <summary>Two codes a byte, the first in the low half.</summary>
    private static byte[] Nibbles(ReadOnlySpan<sbyte> codes)
    {
        byte[] bytes = new byte[(codes.Length + 1) / 2];
        for (int i = 0; i < codes.Length; i++)
        {
            bytes[i / 2] |= (byte)((codes[i] & 0xF) << (i % 2 * 4));
        }

        return bytes;
    }

    /// <summary>Writes one element at the start of some bytes.</summary>
    private delegate void ElementWriter<in T>(Span<byte> at, T value);
}
