using System.Reflection;

namespace Bantam.Costs;

/// <summary>The built-in devices. Each is a file in <c>Costs/Devices/Profiles</c>, with the source of each figure.</summary>
/// <remarks>Memory and clock are those of the data sheets, at the highest specified clock. A board of your own is a JSON file, see <see cref="DeviceFile"/>.</remarks>
public static class Devices
{
    private const string Folder = "devices/";

    // The order of lists: microcontrollers from the smallest core to the largest, then processors, graphics processors, accelerators.
    private static readonly string[] s_names =
    [
        "cortex-m0", "cortex-m0plus", "cortex-m3", "cortex-m4", "cortex-m7", "cortex-m33", "cortex-m55", "rv32imac", "stm32f4",
        "raspberry-pi-4", "x86-server", "sandy-bridge", "gk110", "gp100", "ga100", "npu", "bit-serial", "sparse", "mac-example",
    ];

    /// <summary>All built-in devices: microcontrollers from the smallest core to the largest, then processors, graphics processors and accelerators.</summary>
    public static IReadOnlyList<Device> All { get; } = [.. s_names.Select(ReadProfile)];

    /// <summary>Cortex-M0+: the smallest core, without a hardware divider and without DSP instructions.</summary>
    public static Device CortexM0Plus { get; } = Named("cortex-m0plus");

    /// <summary>Cortex-M3: a hardware divider and long multiplications, no DSP instructions.</summary>
    public static Device CortexM3 { get; } = Named("cortex-m3");

    /// <summary>Cortex-M4F: DSP instructions and a floating-point unit; the reference platform of MLPerf Tiny.</summary>
    public static Device CortexM4 { get; } = Named("cortex-m4");

    /// <summary>Cortex-M7: issues two instructions at once.</summary>
    public static Device CortexM7 { get; } = Named("cortex-m7");

    /// <summary>Cortex-M33: the DSP extension in a core with TrustZone.</summary>
    public static Device CortexM33 { get; } = Named("cortex-m33");

    /// <summary>Cortex-M55: vector instructions (Helium).</summary>
    public static Device CortexM55 { get; } = Named("cortex-m55");

    /// <summary>Finds a built-in device.</summary>
    /// <param name="name">Its name, for example <c>cortex-m4</c>.</param>
    /// <returns>The device.</returns>
    /// <exception cref="Model.UnknownNameException">There is no built-in device of this name.</exception>
    public static Device Named(string name) =>
        All.FirstOrDefault(device => device.Name == name) ?? throw new Model.UnknownNameException("device", name, s_names);

    /// <summary>A device with what it does not state about its core taken from the built-in device of its name or, failing that, its core.</summary>
    internal static Device Completed(Device device)
    {
        Device? known = All.FirstOrDefault(other => other.Name == device.Name) ?? All.FirstOrDefault(other => other.Core == device.Core);
        return known is null ? device : device with
        {
            Pipeline = device.Pipeline ?? known.Pipeline,
            Units = device.Units.IsEmpty ? known.Units : device.Units,
            Instructions = device.Instructions ?? known.Instructions,
        };
    }

    private static Device ReadProfile(string name)
    {
        string resource = $"{Folder}{name}.json";
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The library lacks its resource {resource}.");
        return DeviceFile.Read(stream, resource);
    }
}
