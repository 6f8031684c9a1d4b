using Bantam.Model;

namespace Bantam.Costs;

/// <summary>What operations and memory accesses cost in energy; presets are in <see cref="EnergyTables"/>.</summary>
/// <remarks>
/// The price of the arithmetic and of the memory cells only. Fetching and decoding an instruction costs a processor more
/// than the addition that it asks for, so these are bounds for an accelerator, and for a microcontroller far too low: see
/// <see cref="PublishedEnergy"/>.
/// </remarks>
public sealed record EnergyTable
{
    /// <summary>The name on the command line and in reports.</summary>
    public required string Name { get; init; }

    /// <summary>Where the numbers come from.</summary>
    public required string Source { get; init; }

    /// <summary>The rows of the table, of positive energy.</summary>
    public required IReadOnlyList<OperationEnergy> Operations { get; init; }

    /// <summary>The levels of memory, the smallest first.</summary>
    public required IReadOnlyList<MemoryEnergy> Memories { get; init; }

    /// <summary>The bits that one access moves, from 1; 64 in the source of both presets.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is less than 1.</exception>
    public int AccessBits
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 64;

    /// <summary>The energy of an operation: its row, or what the law through the rows says.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="format">The format of its operands.</param>
    /// <returns>The energy and its basis.</returns>
    public OperationEnergy EnergyOf(PricedOperation operation, PricedFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        return Operations.FirstOrDefault(row => row.Operation == operation && row.Format == format)
            ?? (LawOf(operation, format.IsFloat) is { } law
                ? new OperationEnergy(operation, format, law.Picojoules(format.Bits), EnergyBasis.Estimated)
                : new OperationEnergy(operation, format, 0, EnergyBasis.NotListed));
    }

    /// <summary>The law through the rows of one operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="isFloat">Whether of floating-point numbers.</param>
    /// <returns>The law; null where the table has no such row.</returns>
    public ScalingLaw? LawOf(PricedOperation operation, bool isFloat)
    {
        OperationEnergy[] rows = [.. Operations.Where(row => row.Operation == operation && row.Format.IsFloat == isFloat)];
        return rows.Length == 0 ? null : ScalingLaw.Through(operation, rows);
    }

    /// <summary>The energy of a multiply-accumulate, without memory.</summary>
    /// <param name="format">Its formats.</param>
    /// <returns>Picojoules: 4.6 in Float32 and 0.3 for int8 summed in int32, by the default table.</returns>
    public double MacPicojoules(MacFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        return EnergyOf(PricedOperation.Multiplication, format.Operands).Picojoules + EnergyOf(PricedOperation.Addition, format.Accumulator).Picojoules;
    }

    /// <summary>Finds a level of memory.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The level.</returns>
    /// <exception cref="UnknownNameException">The table has no such level.</exception>
    public MemoryEnergy Memory(string name) =>
        Memories.FirstOrDefault(memory => memory.Name == name) ?? throw new UnknownNameException("memory level", name, [.. Memories.Select(memory => memory.Name)]);

    /// <summary>The smallest level that holds some bytes: the cheapest place where they can live.</summary>
    /// <param name="bytes">The bytes, from 0.</param>
    /// <returns>The level.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No level is so large.</exception>
    public MemoryEnergy SmallestFor(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return Memories.FirstOrDefault(memory => memory.CapacityBytes >= bytes)
            ?? throw new ArgumentOutOfRangeException(nameof(bytes), bytes, $"The largest memory of the table '{Name}' holds {Memories[^1].CapacityBytes} bytes. Add a larger one.");
    }

    /// <summary>The energy of moving bits into or out of a level.</summary>
    /// <param name="memory">The level.</param>
    /// <param name="bits">The bits, from 0. Neighbors share an access, as in a packed array that is read in order.</param>
    /// <returns>The energy of <c>bits / AccessBits</c> accesses.</returns>
    public EnergyRange AccessEnergy(MemoryEnergy memory, long bits)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return memory.Access.Times((double)bits / AccessBits);
    }
}
