namespace Bantam.Costs;

/// <summary>Cuts a matrix product into tiles that fit a memory, so that what was loaded once is used many times.</summary>
/// <remarks>A product of tiles keeps three of them: one of each factor and one of the result. Source: notes: lines 392-429 and 2353-2360.</remarks>
public static class TilePlanner
{
    private const int TilesOfProduct = 3;

    /// <summary>The fastest level that holds a number of bytes.</summary>
    /// <param name="levels">The memories, the slowest first.</param>
    /// <param name="bytes">What must be held at once, from 0.</param>
    /// <returns>The last level that is known to be large enough; null where none is.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The bytes are negative.</exception>
    public static MemoryLevel? FastestThatHolds(IEnumerable<MemoryLevel> levels, long bytes)
    {
        ArgumentNullException.ThrowIfNull(levels);
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return levels.LastOrDefault(level => level.Bytes >= bytes);
    }

    /// <summary>The bytes that three square tiles take.</summary>
    /// <param name="side">Rows and columns of a tile, from 1.</param>
    /// <param name="bytesPerElement">Bytes of an element, from 1.</param>
    /// <returns><c>3 · side² · bytes</c>: 49,152 for 64 in Float32.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is below 1.</exception>
    /// <exception cref="OverflowException">The bytes exceed 63 bits.</exception>
    public static long BytesOf(long side, int bytesPerElement = 4)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(bytesPerElement, 1);
        return checked(TilesOfProduct * side * side * bytesPerElement);
    }

    /// <summary>The largest square tiles of which a memory holds three.</summary>
    /// <param name="level">The memory.</param>
    /// <param name="bytesPerElement">Bytes of an element, from 1.</param>
    /// <returns>Rows and columns of a tile: 64 for 48 KiB of Float32. 0 where three elements do not fit.</returns>
    /// <exception cref="ArgumentException">The level has no size.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An element has no bytes, or the level a negative number of them.</exception>
    public static long LargestSquare(MemoryLevel level, int bytesPerElement = 4)
    {
        ArgumentNullException.ThrowIfNull(level);
        ArgumentOutOfRangeException.ThrowIfLessThan(bytesPerElement, 1);
        if (level.Bytes is not { } bytes)
        {
            throw new ArgumentException($"The size of {level.Name} is not known, so nobody can say which tiles fit it. Give it one.", nameof(level));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(bytes, nameof(level));
        long elements = bytes / TilesOfProduct / bytesPerElement;

        // A Float64 may round a root of more than 52 bits up.
        long side = (long)Math.Sqrt(elements);
        return side * side > elements ? side - 1 : side;
    }
}
