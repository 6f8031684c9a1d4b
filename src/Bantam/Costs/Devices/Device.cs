using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Bantam.Costs;

/// <summary>What a device offers a network: memory, clock, instruction set and arithmetic. Facts, from which costs follow.</summary>
public sealed record Device
{
    // Here and in the sections: what a file leaves out is read as zero or null, whatever an initializer says, so getters have the defaults.

    /// <summary>The name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>What it is built for.</summary>
    public DeviceClass Class { get; init; }

    /// <summary>The processor core, for example <c>Cortex-M4</c>.</summary>
    public required string Core { get; init; }

    /// <summary>The instruction set, for example <c>Armv7E-M</c>.</summary>
    public required string InstructionSet { get; init; }

    /// <summary>Whether the core multiplies pairs of 16-bit numbers in one instruction (the DSP extension).</summary>
    public bool HasDsp { get; init; }

    /// <summary>Whether the core has a floating-point unit for single precision.</summary>
    public bool HasFpu { get; init; }

    /// <summary>The clock in hertz.</summary>
    public required long ClockHertz { get; init; }

    /// <summary>The flash memory in bytes: code and constants. A device without flash gives the memory that holds them.</summary>
    public required long FlashBytes { get; init; }

    /// <summary>The RAM in bytes: arena, stack and everything else that changes.</summary>
    public required long RamBytes { get; init; }

    /// <summary>The power at full load in watts; null if unknown.</summary>
    public double? ActiveWatts { get; init; }

    /// <summary>How the core works through instructions; null if it executes none, or it is unknown.</summary>
    public PipelineTraits? Pipeline { get; init; }

    /// <summary>The levels of memory, the fastest first.</summary>
    public ImmutableArray<MemoryLevel> Memory { get => field.IsDefault ? [] : field; init; }

    /// <summary>The arithmetic units that a layer may run on.</summary>
    public ImmutableArray<ArithmeticUnit> Units { get => field.IsDefault ? [] : field; init; }

    /// <summary>What waiting costs; null if layers follow each other at no cost.</summary>
    public SynchronizationCosts? Synchronization { get; init; }

    /// <summary>Counted instructions of generated code; null if none were counted on this core.</summary>
    public InstructionCosts? Instructions { get; init; }

    /// <summary>Where the figures come from: part and board with its data sheet.</summary>
    public required string Source { get; init; }

    /// <summary>Where single figures come from, by section or field: each text begins with <c>quoted</c>, <c>measured</c> or <c>estimated</c>.</summary>
    public ImmutableSortedDictionary<string, string> Sources { get => field ?? ImmutableSortedDictionary<string, string>.Empty; init; }

    /// <summary>What is to be known before the figures are used for anything else; empty for most.</summary>
    public string Note { get => field ?? ""; init; }

    /// <summary>Whether it is built to do much at a time, and not to be done soon.</summary>
    [JsonIgnore]
    public bool IsThroughputOriented => Class is DeviceClass.Gpu or DeviceClass.Accelerator;

    /// <summary>Finds an arithmetic unit.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The unit.</returns>
    /// <exception cref="Model.UnknownNameException">There is no such unit.</exception>
    public ArithmeticUnit Unit(string name) =>
        Units.FirstOrDefault(unit => unit.Name == name) ?? throw new Model.UnknownNameException("arithmetic unit", name, [.. Units.Select(unit => unit.Name)]);
}
