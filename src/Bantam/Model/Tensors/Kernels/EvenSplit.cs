namespace Bantam.Model;

/// <summary>Cuts a length into parts of almost equal size, none above a limit.</summary>
/// <param name="length">What is cut, 0 or more. Even nothing is one part.</param>
/// <param name="most">The largest size of a part, 1 or more.</param>
/// <param name="multiple">All parts but the last are a multiple of this; it divides <paramref name="most"/>.</param>
internal readonly struct EvenSplit(int length, int most, int multiple)
{
    private readonly int _size = SizeOf(length, most, multiple);

    /// <summary>The number of parts, at least 1.</summary>
    public int Count => Math.Max(1, (length + _size - 1) / _size);

    /// <summary>Where a part starts and how long it is.</summary>
    /// <param name="index">The part, from 0.</param>
    /// <returns>Its first position and its length.</returns>
    public (int Start, int Length) Part(int index)
    {
        int start = index * _size;
        return (start, Math.Min(_size, length - start));
    }

    private static int SizeOf(int length, int most, int multiple)
    {
        int parts = Math.Max(1, (length + most - 1) / most);
        int size = (length + parts - 1) / parts;
        return Math.Max(1, (size + multiple - 1) / multiple) * multiple;
    }
}
