namespace Bantam.Deployment;

/// <summary>A range of an emulated machine's memory.</summary>
/// <param name="Origin">The first address.</param>
/// <param name="Bytes">The length in bytes.</param>
public readonly record struct MemoryRegion(uint Origin, int Bytes);

/// <summary>The timer of an emulated machine that serves as instruction counter.</summary>
public enum CounterKind
{
    /// <summary>Arm's CMSDK timer.</summary>
    Cmsdk,

    /// <summary>Arm's SSE system counter.</summary>
    Sse,

    /// <summary>Nordic's nRF51 timer.</summary>
    Nrf51,
}

/// <summary>A Cortex-M machine that the emulator offers: how to compile for it, where its memory lies, how to count on it.</summary>
public sealed record EmulatedMachine
{
    /// <summary>The core, for example <c>cortex-m4</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The compiler's flags that choose the core and its floating-point registers.</summary>
    public required IReadOnlyList<string> CompilerFlags { get; init; }

    /// <summary>The emulator's name of the machine.</summary>
    public required string QemuMachine { get; init; }

    /// <summary>Where the core looks for its vector table.</summary>
    public required uint VectorsOrigin { get; init; }

    /// <summary>Where code and constants lie.</summary>
    public required MemoryRegion Flash { get; init; }

    /// <summary>Where variables and stacks lie.</summary>
    public required MemoryRegion Ram { get; init; }

    /// <summary>The part of the RAM that is the model's stack; going below it is reported as a fault.</summary>
    public int StackBytes { get; init; } = 64 << 10;

    /// <summary>The timer that counts.</summary>
    public required CounterKind Counter { get; init; }

    /// <summary>The address of the timer.</summary>
    public required uint CounterOrigin { get; init; }

    /// <summary>The timer's ticks per second of virtual time; not the speed of any product.</summary>
    public required int ClockHertz { get; init; }

    /// <summary>Cortex-M0 (ARMv6-M) on a board with its real 256 KiB of flash and 16 KiB of RAM.</summary>
    public static EmulatedMachine CortexM0 { get; } = new()
    {
        Name = "cortex-m0",
        CompilerFlags = ["-mcpu=cortex-m0", "-mthumb"],
        QemuMachine = "microbit",
        VectorsOrigin = 0,
        Flash = new(0, 256 << 10),
        Ram = new(0x2000_0000, 16 << 10),
        StackBytes = 2 << 10,
        Counter = CounterKind.Nrf51,
        CounterOrigin = 0x4000_8000,
        ClockHertz = 16_000_000,
    };

    /// <summary>
    /// Cortex-M0+ (ARMv6-M) code on the memory of a larger board, whose ARMv7-M core executes it unchanged and is set to
    /// refuse unaligned words, as a Cortex-M0+ does: for models that the board of <see cref="CortexM0"/> cannot hold.
    /// </summary>
    public static EmulatedMachine CortexM0Plus { get; } = new()
    {
        Name = "cortex-m0plus",
        CompilerFlags = ["-mcpu=cortex-m0plus", "-mthumb"],
        QemuMachine = "mps2-an385",
        VectorsOrigin = 0,
        Flash = new(0, 4 << 20),
        Ram = new(0x2000_0000, 4 << 20),
        Counter = CounterKind.Cmsdk,
        CounterOrigin = 0x4000_0000,
        ClockHertz = 25_000_000,
    };

    /// <summary>Cortex-M3 (ARMv7-M).</summary>
    public static EmulatedMachine CortexM3 { get; } = CortexM0Plus with
    {
        Name = "cortex-m3",
        CompilerFlags = ["-mcpu=cortex-m3", "-mthumb"],
    };

    /// <summary>Cortex-M4 with floating point (ARMv7E-M), whose 16-bit pairs multiply in one instruction.</summary>
    public static EmulatedMachine CortexM4 { get; } = CortexM0Plus with
    {
        Name = "cortex-m4",
        CompilerFlags = ["-mcpu=cortex-m4", "-mthumb", "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16"],
        QemuMachine = "mps2-an386",
    };

    /// <summary>Cortex-M7 with double-precision floating point (ARMv7E-M).</summary>
    public static EmulatedMachine CortexM7 { get; } = CortexM0Plus with
    {
        Name = "cortex-m7",
        CompilerFlags = ["-mcpu=cortex-m7", "-mthumb", "-mfloat-abi=hard", "-mfpu=fpv5-d16"],
        QemuMachine = "mps2-an500",
    };

    /// <summary>Cortex-M33 with floating point and 16-bit pairs (ARMv8-M).</summary>
    public static EmulatedMachine CortexM33 { get; } = new()
    {
        Name = "cortex-m33",
        CompilerFlags = ["-mcpu=cortex-m33", "-mthumb", "-mfloat-abi=hard", "-mfpu=fpv5-sp-d16"],
        QemuMachine = "mps2-an505",
        VectorsOrigin = 0x1000_0000,
        Flash = new(0x1000_0000, 4 << 20),
        Ram = new(0x3800_0000, 4 << 20),
        Counter = CounterKind.Cmsdk,
        CounterOrigin = 0x5000_0000,
        ClockHertz = 20_000_000,
    };

    /// <summary>Cortex-M55 with Helium vectors (ARMv8.1-M).</summary>
    public static EmulatedMachine CortexM55 { get; } = new()
    {
        Name = "cortex-m55",
        CompilerFlags = ["-mcpu=cortex-m55", "-mthumb", "-mfloat-abi=hard"],
        QemuMachine = "mps3-an547",
        VectorsOrigin = 0,
        Flash = new(0x0100_0000, 2 << 20),
        Ram = new(0x2100_0000, 4 << 20),
        Counter = CounterKind.Sse,
        CounterOrigin = 0x5810_0000,
        ClockHertz = 32_000_000,
    };

    /// <summary>All machines, the smallest core first.</summary>
    public static IReadOnlyList<EmulatedMachine> All { get; } =
        [CortexM0, CortexM0Plus, CortexM3, CortexM4, CortexM7, CortexM33, CortexM55];

    /// <summary>The machine of a core.</summary>
    /// <param name="name">The core, for example <c>cortex-m4</c>.</param>
    /// <returns>The machine.</returns>
    /// <exception cref="ArgumentException">No machine has this core.</exception>
    public static EmulatedMachine Named(string name) =>
        All.FirstOrDefault(machine => machine.Name == name)
        ?? throw new ArgumentException($"No emulated machine is called \"{name}\". There are: {string.Join(", ", All.Select(machine => machine.Name))}.", nameof(name));
}
