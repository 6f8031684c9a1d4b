namespace Bantam.Costs;

/// <summary>What a microcontroller offers a network: memory, clock and instruction set. Facts, from which costs follow.</summary>
public sealed record Device
{
    /// <summary>The name on the command line.</summary>
    public required string Name { get; init; }

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

    /// <summary>The flash memory in bytes: code and constants.</summary>
    public required long FlashBytes { get; init; }

    /// <summary>The RAM in bytes: arena, stack and everything else that changes.</summary>
    public required long RamBytes { get; init; }

    /// <summary>Where the figures come from: part and board with its data sheet.</summary>
    public required string Source { get; init; }
}
