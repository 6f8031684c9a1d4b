using System.Numerics;
using System.Runtime.InteropServices;

namespace Bantam.Model;

/// <summary>The floating-point format in which memory keeps a number; sums are always made in Float32.</summary>
public enum StorageFormat
{
    /// <summary>IEEE 754 single precision, 32 bits: nothing is lost.</summary>
    Float32,

    /// <summary>IEEE 754 half precision, 16 bits: 11 significant bits; normal from 2⁻¹⁴, subnormal from 2⁻²⁴ ≈ 6·10⁻⁸, largest 65,504.</summary>
    Float16,

    /// <summary>The upper half of a Float32, 16 bits: 8 significant bits over the range of Float32.</summary>
    BFloat16,
}

/// <summary>Conversion to and from the formats of 16 bits: to the nearest number, ties to the even one, too large ones to infinity.</summary>
public static class StorageFormats
{
    private const uint AllButSign = 0x7FFF_FFFF;
    private const uint Infinity = 0x7F80_0000;
    private const uint Quiet = 0x0040_0000;
    private const uint SmallestNormalHalf = 0x3880_0000;
    private const uint LargestHalf = 0x477F_E000;

    extension(StorageFormat format)
    {
        /// <summary>The size of one number in bytes.</summary>
        public int SizeBytes => format == StorageFormat.Float32 ? 4 : 2;

        /// <summary>The number of this format nearest to a Float32.</summary>
        /// <param name="value">The number. NaN stays NaN.</param>
        /// <returns>The rounded number, as a Float32.</returns>
        public float Round(float value) => format == StorageFormat.Float32 ? value : format.Decode(format.Encode(value));

        /// <summary>Rounds many numbers, each as <c>Round</c> of one.</summary>
        /// <param name="from">The numbers.</param>
        /// <param name="to">Receives the rounded numbers; as long as <paramref name="from"/>, and may be the same memory.</param>
        public void Round(ReadOnlySpan<float> from, Span<float> to)
        {
            if (from.Length != to.Length)
            {
                throw new ArgumentException($"Rounding needs spans of one length, but got {from.Length} and {to.Length}.", nameof(to));
            }

            int done = format == StorageFormat.Float32 ? 0 : RoundVectors(from, to, format == StorageFormat.Float16);
            for (int i = done; i < from.Length; i++)
            {
                to[i] = format.Round(from[i]);
            }
        }

        /// <summary>The 16-bit code of the nearest number.</summary>
        /// <param name="value">The number.</param>
        /// <returns>The code.</returns>
        /// <exception cref="NotSupportedException">The format has 32 bits.</exception>
        public ushort Encode(float value)
        {
            switch (format)
            {
                case StorageFormat.Float16:
                    return BitConverter.HalfToUInt16Bits((Half)value);
                case StorageFormat.BFloat16:
                    uint bits = BitConverter.SingleToUInt32Bits(value);
                    return (ushort)((float.IsNaN(value) ? bits | Quiet : bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
                default:
                    throw new NotSupportedException($"{format} has no code of 16 bits.");
            }
        }

        /// <summary>The number that a 16-bit code stands for, exactly.</summary>
        /// <param name="code">The code.</param>
        /// <returns>The number.</returns>
        /// <exception cref="NotSupportedException">The format has 32 bits.</exception>
        public float Decode(ushort code) => format switch
        {
            StorageFormat.Float16 => (float)BitConverter.UInt16BitsToHalf(code),
            StorageFormat.BFloat16 => BitConverter.UInt32BitsToSingle((uint)code << 16),
            _ => throw new NotSupportedException($"{format} has no code of 16 bits."),
        };
    }

    /// <summary>Rounds whole vectors and returns how many elements that were.</summary>
    private static int RoundVectors(ReadOnlySpan<float> from, Span<float> to, bool half)
    {
        ReadOnlySpan<Vector<uint>> vectors = MemoryMarshal.Cast<float, Vector<uint>>(from);
        Span<Vector<uint>> rounded = MemoryMarshal.Cast<float, Vector<uint>>(to);
        for (int i = 0; i < vectors.Length; i++)
        {
            rounded[i] = half ? RoundHalf(vectors[i]) : RoundBrain(vectors[i]);
        }

        return vectors.Length * Vector<uint>.Count;
    }

    private static Vector<uint> RoundBrain(Vector<uint> bits)
    {
        Vector<uint> isNan = Vector.GreaterThan(bits & new Vector<uint>(AllButSign), new Vector<uint>(Infinity));
        Vector<uint> nearest = bits + new Vector<uint>(0x7FFF) + (Vector.ShiftRightLogical(bits, 16) & Vector<uint>.One);
        return Vector.ConditionalSelect(isNan, bits | new Vector<uint>(Quiet), nearest) & new Vector<uint>(0xFFFF_0000);
    }

    private static Vector<uint> RoundHalf(Vector<uint> bits)
    {
        Vector<uint> magnitude = bits & new Vector<uint>(AllButSign);
        Vector<uint> sign = bits ^ magnitude;

        // The 13 bits that a half lacks: adding almost half of their unit carries exactly where the number is rounded up.
        Vector<uint> nearest = (magnitude + new Vector<uint>(0x0FFF) + (Vector.ShiftRightLogical(magnitude, 13) & Vector<uint>.One)) & new Vector<uint>(0xFFFF_E000);
        nearest = Vector.ConditionalSelect(Vector.GreaterThan(nearest, new Vector<uint>(LargestHalf)), new Vector<uint>(Infinity), nearest);

        // Below 2⁻¹⁴ halves are the multiples of 2⁻²⁴, which is the last place of a Float32 in [½, 1).
        Vector<float> half = new(0.5f);
        Vector<uint> subnormal = Vector.AsVectorUInt32(Vector.AsVectorSingle(magnitude) + half - half);
        nearest = Vector.ConditionalSelect(Vector.LessThan(magnitude, new Vector<uint>(SmallestNormalHalf)), subnormal, nearest);

        Vector<uint> isNan = Vector.GreaterThan(magnitude, new Vector<uint>(Infinity));
        return sign | Vector.ConditionalSelect(isNan, (magnitude | new Vector<uint>(Quiet)) & new Vector<uint>(0xFFFF_E000), nearest);
    }
}
