namespace Bantam.Costs;

/// <summary>The three loops over the tiles of a layer.</summary>
public enum TileLoop
{
    /// <summary>Over rows of the output. Weights do not depend on it.</summary>
    Rows,

    /// <summary>Over output channels. The input does not depend on it.</summary>
    OutputChannels,

    /// <summary>Over input channels. The output does not depend on it, it only sums up.</summary>
    InputChannels,
}

/// <summary>How a layer is cut into tiles that fit a buffer, and in which order they are worked through.</summary>
/// <param name="Rows">Output rows of a tile, over the whole width.</param>
/// <param name="OutputChannels">Output channels of a tile.</param>
/// <param name="InputChannels">Input channels of a tile.</param>
/// <param name="Outermost">The outermost loop over tiles.</param>
/// <param name="Innermost">The innermost loop over tiles, another one.</param>
public sealed record Tiling(int Rows, int OutputChannels, int InputChannels, TileLoop Outermost, TileLoop Innermost)
{
    /// <summary>All orders of the three loops: outermost and innermost.</summary>
    public static IReadOnlyList<(TileLoop Outermost, TileLoop Innermost)> Orders { get; } =
    [
        .. from outermost in Enum.GetValues<TileLoop>()
           from innermost in Enum.GetValues<TileLoop>()
           where outermost != innermost
           select (outermost, innermost),
    ];

    /// <summary>What moves between the memory and the buffer while a layer is worked through.</summary>
    /// <param name="loops">The layer.</param>
    /// <returns>The elements that move. The buffer holds one tile of the input, of the weights and of the output.</returns>
    /// <remarks>
    /// Each of the three depends on two of the loops. Its tile stays in the buffer while neither turns, so it is loaded again
    /// for each turn of the third loop if one of the two turns inside it.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A tile is smaller than 1 or larger than the layer.</exception>
    public TileTraffic TrafficOf(LayerLoops loops)
    {
        ArgumentNullException.ThrowIfNull(loops);
        CheckSide(Rows, loops.OutputRows, nameof(Rows));
        CheckSide(OutputChannels, loops.OutputChannels, nameof(OutputChannels));
        CheckSide(InputChannels, loops.InputChannels, nameof(InputChannels));
        int rowTiles = Turns(loops.OutputRows, Rows);
        long inputRows = ((rowTiles - 1L) * loops.InputRowsFor(Rows)) + loops.InputRowsFor(loops.OutputRows - ((rowTiles - 1) * Rows));
        return checked(new TileTraffic(
            loops.Groups * inputRows * loops.InputWidth * loops.InputChannels * LoadsAcross(TileLoop.OutputChannels, loops),
            loops.WeightElements * LoadsAcross(TileLoop.Rows, loops),
            loops.OutputElements * (LoadsAcross(TileLoop.InputChannels, loops) - 1),
            loops.OutputElements));
    }

    /// <summary>The tiles along a loop.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="loops">The layer.</param>
    /// <returns>How often the loop turns.</returns>
    internal int TurnsOf(TileLoop loop, LayerLoops loops) => loop switch
    {
        TileLoop.Rows => Turns(loops.OutputRows, Rows),
        TileLoop.OutputChannels => Turns(loops.OutputChannels, OutputChannels),
        _ => Turns(loops.InputChannels, InputChannels),
    };

    private static int Turns(int length, int tile) => ((length - 1) / tile) + 1;

    private static void CheckSide(int tile, int length, string side)
    {
        if (tile < 1 || tile > length)
        {
            throw new ArgumentOutOfRangeException(side, tile, $"A tile has 1 to {length} {side} in this layer.");
        }
    }

    /// <summary>How often the operand that does not depend on a loop is loaded: in each of its turns, or once.</summary>
    private int LoadsAcross(TileLoop unrelated, LayerLoops loops)
    {
        bool somethingTurnsInside = Enum.GetValues<TileLoop>().Any(loop => IsInside(loop, unrelated) && TurnsOf(loop, loops) > 1);
        return somethingTurnsInside ? TurnsOf(unrelated, loops) : 1;
    }

    private bool IsInside(TileLoop inner, TileLoop outer) => inner != outer && (outer == Outermost || inner == Innermost);
}

/// <summary>The elements that move between a memory and a buffer.</summary>
/// <param name="InputReads">Elements of the input that are read.</param>
/// <param name="WeightReads">Weights that are read.</param>
/// <param name="PartialSums">Unfinished sums that are written, and as many that are read back.</param>
/// <param name="OutputWrites">Finished elements of the output that are written.</param>
public readonly record struct TileTraffic(long InputReads, long WeightReads, long PartialSums, long OutputWrites);
