using Bantam.Model;

namespace Bantam.Formats;

/// <summary>The element types of ONNX tensors that this library reads, with their numbers in files.</summary>
internal enum OnnxElement
{
    Float32 = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    Bool = 9,
    Float16 = 10,
    Float64 = 11,
    UInt32 = 12,
    UInt64 = 13,
    BFloat16 = 16,
    UInt4 = 21,
    Int4 = 22,
    UInt2 = 25,
    Int2 = 26,
}

/// <summary>Facts about element types.</summary>
internal static class OnnxElements
{
    extension(OnnxElement element)
    {
        /// <summary>Whether values are real numbers.</summary>
        public bool IsFloat => element is OnnxElement.Float32 or OnnxElement.Float64 or OnnxElement.Float16 or OnnxElement.BFloat16;

        /// <summary>The bits of one element in a file.</summary>
        public int Bits => element switch
        {
            OnnxElement.Int2 or OnnxElement.UInt2 => 2,
            OnnxElement.Int4 or OnnxElement.UInt4 => 4,
            OnnxElement.UInt8 or OnnxElement.Int8 or OnnxElement.Bool => 8,
            OnnxElement.UInt16 or OnnxElement.Int16 or OnnxElement.Float16 or OnnxElement.BFloat16 => 16,
            OnnxElement.Float32 or OnnxElement.Int32 or OnnxElement.UInt32 => 32,
            _ => 64,
        };

        /// <summary>Whether values are whole numbers of 0 or more.</summary>
        public bool IsUnsigned => element is OnnxElement.UInt2 or OnnxElement.UInt4 or OnnxElement.UInt8 or OnnxElement.UInt16 or OnnxElement.UInt32 or OnnxElement.UInt64 or OnnxElement.Bool;

        /// <summary>The smallest whole number; of 64 bits without sign, those of a signed number are used.</summary>
        public long Lowest => element.IsUnsigned ? 0 : long.MinValue >> (64 - element.Bits);

        /// <summary>The largest whole number.</summary>
        public long Highest => element == OnnxElement.Bool ? 1
            : element.IsUnsigned && element.Bits < 64 ? (1L << element.Bits) - 1
            : long.MaxValue >> (64 - element.Bits);

        /// <summary>A whole number with the bits that the type keeps, as hardware wraps around.</summary>
        public long Wrap(long value) => element switch
        {
            OnnxElement.Bool => value == 0 ? 0 : 1,
            _ when element.Bits == 64 => value,
            _ when element.IsUnsigned => value & element.Highest,
            _ => value << (64 - element.Bits) >> (64 - element.Bits),
        };
    }

    /// <summary>The element type with a number.</summary>
    /// <exception cref="UnsupportedException">It is none that this library reads.</exception>
    public static OnnxElement Of(int number, string place) => Enum.IsDefined((OnnxElement)number)
        ? (OnnxElement)number
        : throw new UnsupportedException($"{place} has element type {number} of ONNX, which is not read: numbers, booleans and integers of 2 to 64 bits are, but no text, complex numbers or 8-bit floats. Convert it to Float32.");
}
