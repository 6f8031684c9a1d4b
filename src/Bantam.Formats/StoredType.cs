using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>What one element is in a file. Tensors hold fewer types, so that some are widened, never rounded.</summary>
internal enum StoredType
{
    Boolean,
    Int8,
    UInt8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Float16,
    BrainFloat16,
    Float32,
    Float64,
}

/// <summary>Little-endian values of files as tensors.</summary>
internal static class StoredTypes
{
    extension(StoredType type)
    {
        /// <summary>The size of one element in the file.</summary>
        public int SizeBytes => type switch
        {
            StoredType.Boolean or StoredType.Int8 or StoredType.UInt8 => 1,
            StoredType.Int16 or StoredType.UInt16 or StoredType.Float16 or StoredType.BrainFloat16 => 2,
            StoredType.Int32 or StoredType.UInt32 or StoredType.Float32 => 4,
            _ => 8,
        };
    }

    /// <summary>How a tensor is stored.</summary>
    public static StoredType Of(ElementType element) => element switch
    {
        ElementType.Float32 => StoredType.Float32,
        ElementType.Float64 => StoredType.Float64,
        ElementType.Int8 => StoredType.Int8,
        ElementType.Int16 => StoredType.Int16,
        ElementType.Int32 => StoredType.Int32,
        _ => StoredType.Int64,
    };

    /// <summary>The number of elements of a shape that a file states, where one tensor can hold them.</summary>
    /// <exception cref="ModelFormatException">A length is negative or too large, or there are too many axes or elements.</exception>
    public static Shape ShapeOf(ReadOnlySpan<long> lengths, string name)
    {
        const int MaximumRank = 8;
        if (lengths.Length > MaximumRank)
        {
            throw new ModelFormatException($"{name} has {lengths.Length} axes; tensors have at most {MaximumRank}. Reshape the array before saving it.");
        }

        int[] axes = new int[lengths.Length];
        for (int i = 0; i < axes.Length; i++)
        {
            axes[i] = lengths[i] is >= 0 and <= int.MaxValue
                ? (int)lengths[i]
                : throw new ModelFormatException($"{name} has an axis of length {lengths[i]}; expected 0 to {int.MaxValue}. The file is damaged.");
        }

        try
        {
            return new Shape(axes);
        }
        catch (ArgumentException tooLarge)
        {
            throw new ModelFormatException($"{name} has more elements than a tensor holds. {tooLarge.Message}", tooLarge);
        }
    }

    /// <summary>Makes a tensor of the values of a file.</summary>
    /// <param name="type">What the elements are.</param>
    /// <param name="shape">The axis lengths.</param>
    /// <param name="bytes">The values, little-endian and row-major; as many as the shape has.</param>
    /// <param name="name">What errors call the tensor.</param>
    /// <exception cref="ModelFormatException">A value is larger than tensors hold.</exception>
    public static Tensor Decode(StoredType type, Shape shape, ReadOnlySpan<byte> bytes, string name) => type switch
    {
        StoredType.Boolean => Convert(shape, bytes, 1, item => (sbyte)(item[0] == 0 ? 0 : 1)),
        StoredType.Int8 => Copy<sbyte>(shape, bytes),
        StoredType.UInt8 => Convert(shape, bytes, 1, item => (short)item[0]),
        StoredType.Int16 => Copy<short>(shape, bytes),
        StoredType.UInt16 => Convert(shape, bytes, 2, item => (int)BinaryPrimitives.ReadUInt16LittleEndian(item)),
        StoredType.Int32 => Copy<int>(shape, bytes),
        StoredType.UInt32 => Convert(shape, bytes, 4, item => (long)BinaryPrimitives.ReadUInt32LittleEndian(item)),
        StoredType.Int64 => Copy<long>(shape, bytes),
        StoredType.UInt64 => Convert(shape, bytes, 8, item => Signed(BinaryPrimitives.ReadUInt64LittleEndian(item), name)),
        StoredType.Float16 => Convert(shape, bytes, 2, item => (float)BinaryPrimitives.ReadHalfLittleEndian(item)),
        StoredType.BrainFloat16 => Convert(shape, bytes, 2, item => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(item) << 16)),
        StoredType.Float32 => Copy<float>(shape, bytes),
        _ => Copy<double>(shape, bytes),
    };

    /// <summary>The values of a tensor, little-endian and row-major.</summary>
    public static ReadOnlySpan<byte> BytesOf(Tensor tensor)
    {
        Tensor contiguous = tensor.Contiguous();
        return tensor.Element switch
        {
            ElementType.Float32 => MemoryMarshal.AsBytes(contiguous.Span<float>()),
            ElementType.Float64 => MemoryMarshal.AsBytes(contiguous.Span<double>()),
            ElementType.Int16 => MemoryMarshal.AsBytes(contiguous.Span<short>()),
            ElementType.Int32 => MemoryMarshal.AsBytes(contiguous.Span<int>()),
            ElementType.Int64 => MemoryMarshal.AsBytes(contiguous.Span<long>()),
            _ => MemoryMarshal.AsBytes(contiguous.Span<sbyte>()),
        };
    }

    private static Tensor Copy<T>(Shape shape, ReadOnlySpan<byte> bytes)
        where T : unmanaged => Tensor.From(shape, MemoryMarshal.Cast<byte, T>(bytes));

    private static Tensor Convert<T>(Shape shape, ReadOnlySpan<byte> bytes, int size, Func<ReadOnlySpan<byte>, T> read)
        where T : unmanaged
    {
        Tensor tensor = Tensor.Zeros(new TensorType(ElementTypes.Of<T>(), shape));
        Span<T> values = tensor.Span<T>();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = read(bytes.Slice(i * size, size));
        }

        return tensor;
    }

    private static long Signed(ulong value, string name) => value <= long.MaxValue
        ? (long)value
        : throw new ModelFormatException($"{name} holds {value}, which does not fit a signed integer of 64 bits. Save it as a smaller type.");
}
