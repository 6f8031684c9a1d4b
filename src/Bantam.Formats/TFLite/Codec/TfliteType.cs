namespace Bantam.Formats;

/// <summary>What the elements of a tensor are; the numbers are those of the format.</summary>
internal enum TfliteType
{
    Float32 = 0,
    Float16 = 1,
    Int32 = 2,
    UInt8 = 3,
    Int64 = 4,
    Text = 5,
    Boolean = 6,
    Int16 = 7,
    Int8 = 9,
    Float64 = 10,
    Int4 = 17,
}

/// <summary>Facts about element types.</summary>
internal static class TfliteTypes
{
    extension(TfliteType type)
    {
        /// <summary>The bytes of a number of elements; null for types whose elements have no size of their own or that are not known.</summary>
        public long? BytesOf(long count) => type switch
        {
            TfliteType.Float32 or TfliteType.Int32 => 4 * count,
            TfliteType.Float16 or TfliteType.Int16 => 2 * count,
            TfliteType.Int64 or TfliteType.Float64 => 8 * count,
            TfliteType.UInt8 or TfliteType.Int8 or TfliteType.Boolean => count,
            TfliteType.Int4 => (count + 1) / 2,
            _ => null,
        };

        /// <summary>The smallest and largest code of an integer type; null for all others.</summary>
        public (int Min, int Max)? Codes() => type switch
        {
            TfliteType.Int4 => (-8, 7),
            TfliteType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
            TfliteType.Int16 => (short.MinValue, short.MaxValue),
            TfliteType.Int32 => (int.MinValue, int.MaxValue),
            _ => null,
        };
    }
}
