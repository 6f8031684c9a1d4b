using System.Numerics;

namespace Bantam.Costs;

/// <summary>A cache between a processor and its memory, simulated access by access.</summary>
/// <remarks>
/// Set-associative; each set replaces the line that was used longest ago. A write fetches its line first and reaches memory
/// when the line leaves (write-allocate, write-back). Not meant for times: it counts what moves.
/// </remarks>
public sealed class Cache
{
    private const int MostLines = 1 << 20;
    private readonly int _lineShift;
    private readonly int _sets;

    // Each set lists its lines, the one used last first.
    private readonly List<Line>[] _linesOfSet;

    /// <summary>Builds an empty cache.</summary>
    /// <param name="bytes">What it holds; a multiple of a set's bytes.</param>
    /// <param name="lineBytes">What moves at once: a power of two.</param>
    /// <param name="ways">The lines of a set, from 1; as many as there are lines in all for a fully associative cache.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or there are more than 2²⁰ lines.</exception>
    /// <exception cref="ArgumentException">The line is no power of two, or the cache is no whole number of sets.</exception>
    public Cache(int bytes, int lineBytes, int ways)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(lineBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ways, 1);
        if (!BitOperations.IsPow2(lineBytes))
        {
            throw new ArgumentException($"A line of {lineBytes} bytes is no power of two, which an address needs to be split into line and offset. Usual are 32, 64 and 128.", nameof(lineBytes));
        }

        long setBytes = (long)lineBytes * ways;
        if (bytes % setBytes != 0)
        {
            throw new ArgumentException($"A cache of {ways} ways with lines of {lineBytes} bytes is a multiple of {setBytes} bytes, but {bytes} are given.", nameof(bytes));
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes / lineBytes, MostLines, nameof(bytes));
        (Bytes, LineBytes, Ways) = (bytes, lineBytes, ways);
        _lineShift = BitOperations.Log2((uint)lineBytes);
        _sets = (int)(bytes / setBytes);
        _linesOfSet = new List<Line>[_sets];
        for (int set = 0; set < _sets; set++)
        {
            _linesOfSet[set] = [];
        }
    }

    /// <summary>What it holds in bytes.</summary>
    public int Bytes { get; }

    /// <summary>What moves at once in bytes.</summary>
    public int LineBytes { get; }

    /// <summary>The lines of a set.</summary>
    public int Ways { get; }

    /// <summary>Reads and writes so far.</summary>
    public long Accesses { get; private set; }

    /// <summary>The accesses that found no line: lines fetched from memory.</summary>
    public long Misses { get; private set; }

    /// <summary>The changed lines that were written to memory.</summary>
    public long WriteBacks { get; private set; }

    /// <summary>The fraction of accesses that found their line; 0 before the first.</summary>
    public double HitRate => Accesses == 0 ? 0 : 1 - ((double)Misses / Accesses);

    /// <summary>The bytes that moved between cache and memory: <c>(Misses + WriteBacks) · LineBytes</c>.</summary>
    public long MemoryBytes => checked((Misses + WriteBacks) * LineBytes);

    /// <summary>Reads or writes what lies at an address, all of it in one line.</summary>
    /// <param name="address">The address in bytes, from 0.</param>
    /// <param name="writes">Whether the access changes the line.</param>
    /// <returns>Whether the line was there.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The address is negative.</exception>
    public bool Access(long address, bool writes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(address);
        Accesses++;
        long number = address >> _lineShift;
        List<Line> lines = _linesOfSet[number % _sets];
        int place = lines.FindIndex(line => line.Number == number);
        bool hit = place >= 0;
        bool changed = writes;
        if (hit)
        {
            changed |= lines[place].IsChanged;
            lines.RemoveAt(place);
        }
        else
        {
            Misses++;
            MakeRoom(lines);
        }

        lines.Insert(0, new Line(number, changed));
        return hit;
    }

    /// <summary>Writes every changed line to memory and empties the cache.</summary>
    public void Flush()
    {
        foreach (List<Line> lines in _linesOfSet)
        {
            WriteBacks += lines.Count(line => line.IsChanged);
            lines.Clear();
        }
    }

    private void MakeRoom(List<Line> lines)
    {
        if (lines.Count == Ways)
        {
            WriteBacks += lines[^1].IsChanged ? 1 : 0;
            lines.RemoveAt(lines.Count - 1);
        }
    }

    private readonly record struct Line(long Number, bool IsChanged);
}
