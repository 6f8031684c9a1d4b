using System.Buffers.Binary;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>The elements of constants as tensors.</summary>
internal static class TensorData
{
    /// <summary>Real numbers as Float32, codes as they are; codes of 4 bits get a byte each.</summary>
    /// <exception cref="UnsupportedException">The elements are no numbers that layers read.</exception>
    public static Tensor Of(TfliteTensor constant, string place)
    {
        Shape shape = new(constant.Shape.AsSpan());
        ReadOnlySpan<byte> bytes = constant.Data.Span;
        return constant.Type switch
        {
            TfliteType.Float32 => Finite(Filled<float>(shape, bytes, BinaryPrimitives.ReadSingleLittleEndian), place),
            TfliteType.Float16 => Finite(Filled(shape, bytes, at => (float)BinaryPrimitives.ReadHalfLittleEndian(at)), place),
            TfliteType.Int4 => Nibbles(shape, bytes),
            TfliteType.Int8 => Filled(shape, bytes, at => (sbyte)at[0]),
            TfliteType.Int16 => Filled<short>(shape, bytes, BinaryPrimitives.ReadInt16LittleEndian),
            TfliteType.Int32 => Filled<int>(shape, bytes, BinaryPrimitives.ReadInt32LittleEndian),
            TfliteType.Int64 => Filled<long>(shape, bytes, BinaryPrimitives.ReadInt64LittleEndian),
            _ => throw new UnsupportedException($"The {place} is a constant of {constant.Type}, which Bantam has no layer for. Convert the model to 32-bit float, or to 8-bit or 16-bit integers."),
        };
    }

    /// <summary>A list of whole numbers that set up an operator, such as axes or a shape.</summary>
    /// <exception cref="UnsupportedException">It is computed while the model runs, or does not hold such numbers.</exception>
    public static int[] Integers(TfliteTensor tensor, string place)
    {
        if (!tensor.IsConstant || tensor.Type is not (TfliteType.Int32 or TfliteType.Int64))
        {
            throw new UnsupportedException($"The {place} sets up an operator, so it must be a constant of whole numbers; here it is {(tensor.IsConstant ? tensor.Type.ToString() : "computed while the model runs")}. Fix all shapes before converting the model.");
        }

        int width = tensor.Type == TfliteType.Int32 ? sizeof(int) : sizeof(long);
        int[] numbers = new int[tensor.Data.Length / width];
        for (int i = 0; i < numbers.Length; i++)
        {
            ReadOnlySpan<byte> at = tensor.Data.Span[(i * width)..];
            numbers[i] = width == sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(at) : checked((int)BinaryPrimitives.ReadInt64LittleEndian(at));
        }

        return numbers;
    }

    private static Tensor Filled<T>(Shape shape, ReadOnlySpan<byte> bytes, ElementReader<T> read)
        where T : unmanaged
    {
        T[] values = new T[shape.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = read(bytes[(i * (bytes.Length / values.Length))..]);
        }

        return Tensor.From<T>(shape, values);
    }

    /// <summary>Two codes a byte, the first in the low half, two's complement.</summary>
    private static Tensor Nibbles(Shape shape, ReadOnlySpan<byte> bytes)
    {
        sbyte[] codes = new sbyte[shape.Count];
        for (int i = 0; i < codes.Length; i++)
        {
            int half = i % 2 == 0 ? bytes[i / 2] << 4 : bytes[i / 2] & 0xF0;
            codes[i] = (sbyte)((sbyte)half >> 4);
        }

        return Tensor.From<sbyte>(shape, codes);
    }

    private static Tensor Finite(Tensor tensor, string place)
    {
        foreach (float value in tensor.Span<float>())
        {
            if (!float.IsFinite(value))
            {
                throw new ModelFormatException(FormattableString.Invariant($"The {place} holds {value}, but the numbers of a network are finite. Its training diverged, or the file is damaged."));
            }
        }

        return tensor;
    }

    /// <summary>Reads one element from the start of some bytes.</summary>
    private delegate T ElementReader<out T>(ReadOnlySpan<byte> at);
}
