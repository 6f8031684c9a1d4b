namespace Bantam.Costs;

/// <summary>The built-in devices: one common part for each core.</summary>
/// <remarks>Memory and clock are those of the data sheets, at the highest specified clock. A board of your own is a JSON file, see <see cref="DeviceFile"/>.</remarks>
public static class Devices
{
    private const long Kibi = 1024;
    private const long Mega = 1_000_000;

    /// <summary>Cortex-M0+: the smallest core, without a hardware divider and without DSP instructions.</summary>
    public static Device CortexM0Plus { get; } = new()
    {
        Name = "cortex-m0plus",
        Core = "Cortex-M0+",
        InstructionSet = "Armv6-M",
        ClockHertz = 48 * Mega,
        FlashBytes = 128 * Kibi,
        RamBytes = 16 * Kibi,
        Source = "NXP MKL25Z128VLK4 on the FRDM-KL25Z board, data sheet KL25P80M48SF0",
    };

    /// <summary>Cortex-M3: a hardware divider and long multiplications, no DSP instructions.</summary>
    public static Device CortexM3 { get; } = new()
    {
        Name = "cortex-m3",
        Core = "Cortex-M3",
        InstructionSet = "Armv7-M",
        ClockHertz = 72 * Mega,
        FlashBytes = 128 * Kibi,
        RamBytes = 20 * Kibi,
        Source = "ST STM32F103RB on the NUCLEO-F103RB board, data sheet DS5319",
    };

    /// <summary>Cortex-M4F: DSP instructions and a floating-point unit; the reference platform of MLPerf Tiny.</summary>
    public static Device CortexM4 { get; } = new()
    {
        Name = "cortex-m4",
        Core = "Cortex-M4F",
        InstructionSet = "Armv7E-M",
        HasDsp = true,
        HasFpu = true,
        ClockHertz = 120 * Mega,
        FlashBytes = 2048 * Kibi,
        RamBytes = 640 * Kibi,
        Source = "ST STM32L4R5ZI on the NUCLEO-L4R5ZI board, data sheet DS12023",
    };

    /// <summary>Cortex-M7: issues two instructions at once.</summary>
    public static Device CortexM7 { get; } = new()
    {
        Name = "cortex-m7",
        Core = "Cortex-M7",
        InstructionSet = "Armv7E-M",
        HasDsp = true,
        HasFpu = true,
        ClockHertz = 216 * Mega,
        FlashBytes = 1024 * Kibi,
        RamBytes = 320 * Kibi,
        Source = "ST STM32F746ZG on the NUCLEO-F746ZG board, data sheet DS10916",
    };

    /// <summary>Cortex-M33: the DSP extension in a core with TrustZone.</summary>
    public static Device CortexM33 { get; } = new()
    {
        Name = "cortex-m33",
        Core = "Cortex-M33",
        InstructionSet = "Armv8-M Mainline",
        HasDsp = true,
        HasFpu = true,
        ClockHertz = 160 * Mega,
        FlashBytes = 2048 * Kibi,
        RamBytes = 784 * Kibi,
        Source = "ST STM32U575ZI on the NUCLEO-U575ZI-Q board, data sheet DS13737",
    };

    /// <summary>Cortex-M55: vector instructions (Helium).</summary>
    public static Device CortexM55 { get; } = new()
    {
        Name = "cortex-m55",
        Core = "Cortex-M55",
        InstructionSet = "Armv8.1-M Mainline with Helium",
        HasDsp = true,
        HasFpu = true,
        ClockHertz = 400 * Mega,
        FlashBytes = 5632 * Kibi,
        RamBytes = 13824 * Kibi,
        Source = "Alif Ensemble E7, high-performance core, on the DevKit-E7 board, data sheet of the E7 series",
    };

    /// <summary>All built-in devices, from the smallest core to the largest.</summary>
    public static IReadOnlyList<Device> All { get; } = [CortexM0Plus, CortexM3, CortexM4, CortexM7, CortexM33, CortexM55];

    /// <summary>Finds a built-in device.</summary>
    /// <param name="name">Its name, for example <c>cortex-m4</c>.</param>
    /// <returns>The device.</returns>
    /// <exception cref="Model.UnknownNameException">There is no built-in device of this name.</exception>
    public static Device Named(string name) =>
        All.FirstOrDefault(device => device.Name == name) ?? throw new Model.UnknownNameException("device", name, [.. All.Select(device => device.Name)]);
}
