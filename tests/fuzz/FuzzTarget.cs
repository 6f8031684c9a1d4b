using Bantam.Model;
using Bantam.Training;

namespace Bantam.Fuzz;

/// <summary>A parser, and what it promises about files that nobody vouches for.</summary>
public sealed record FuzzTarget
{
    public required string Name { get; init; }

    /// <summary>Reads the bytes of a file.</summary>
    public required Action<byte[]> Parse { get; init; }

    /// <summary>Whole files to start from, made in code.</summary>
    public required Func<IReadOnlyList<byte[]>> Seeds { get; init; }

    /// <summary>The most bytes that reading may allocate for each byte of the file.</summary>
    public required long AllocationPerByte { get; init; }

    /// <summary>What it may allocate besides.</summary>
    public long AllocationAllowance { get; init; } = 1 << 20;

    /// <summary>Real files to start from as well: patterns below the data folder.</summary>
    public IReadOnlyList<string> DataPatterns { get; init; } = [];

    /// <summary>Words of the format, which mutations insert.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Whether files are zip archives, so that entries are damaged rather than the compressed bytes.</summary>
    public bool IsZip { get; init; }

    /// <summary>Whether an exception is one that the parser documents.</summary>
    public static bool IsExpected(Exception fault) => fault is ModelFormatException or UnsupportedException or DataFormatException;
}
