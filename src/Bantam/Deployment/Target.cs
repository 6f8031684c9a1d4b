using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>What code is written for, and the emulated machine on which it can be tried.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Machine">The emulated machine; null for portable C, which runs on the host alone.</param>
public sealed record Target(string Name, EmulatedMachine? Machine);

/// <summary>The targets.</summary>
public static class Targets
{
    /// <summary>Portable C99.</summary>
    public static Target C99 { get; } = new("c99", null);

    /// <summary>Cortex-M0+.</summary>
    public static Target CortexM0Plus { get; } = new("cortex-m0plus", EmulatedMachine.CortexM0Plus);

    /// <summary>Cortex-M3.</summary>
    public static Target CortexM3 { get; } = new("cortex-m3", EmulatedMachine.CortexM3);

    /// <summary>Cortex-M4.</summary>
    public static Target CortexM4 { get; } = new("cortex-m4", EmulatedMachine.CortexM4);

    /// <summary>Cortex-M7.</summary>
    public static Target CortexM7 { get; } = new("cortex-m7", EmulatedMachine.CortexM7);

    /// <summary>Cortex-M33.</summary>
    public static Target CortexM33 { get; } = new("cortex-m33", EmulatedMachine.CortexM33);

    /// <summary>Cortex-M55.</summary>
    public static Target CortexM55 { get; } = new("cortex-m55", EmulatedMachine.CortexM55);

    /// <summary>All targets.</summary>
    public static IReadOnlyList<Target> All { get; } = [C99, CortexM0Plus, CortexM3, CortexM4, CortexM7, CortexM33, CortexM55];

    /// <summary>The target whose core a device has.</summary>
    /// <param name="device">A built-in device, or one of your own that states a core such as <c>Cortex-M4F</c>.</param>
    /// <returns>The target; portable C where the core is none of them.</returns>
    public static Target For(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return All.FirstOrDefault(target => target.Name == device.Name)
            ?? All.FirstOrDefault(target => Devices.All.Any(known => known.Name == target.Name && known.Core == device.Core))
            ?? C99;
    }

    /// <summary>Finds a target.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The target.</returns>
    /// <exception cref="UnknownNameException">There is no target of this name.</exception>
    public static Target Named(string name) =>
        All.FirstOrDefault(target => target.Name == name) ?? throw new UnknownNameException("target", name, [.. All.Select(target => target.Name)]);
}
