using Bantam.Deployment;
using Bantam.Training;

namespace Bantam;

/// <summary>Proves that generated code computes what the host computes, byte for byte.</summary>
public static class Verify
{
    /// <summary>Compiles firmware for this machine and compares its outputs.</summary>
    /// <param name="firmware">The firmware.</param>
    /// <param name="data">The samples to try it on.</param>
    /// <returns>The result; it names the first layer that differs.</returns>
    /// <exception cref="ToolMissingException">There is no C compiler.</exception>
    public static VerifyReport OnHost(Firmware firmware, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(firmware);
        return Verifier.OnHost(firmware, PlanEvaluation.Of(firmware.Plan, data), Toolchain.Installed);
    }

    /// <summary>Compiles firmware for its target, runs it in the emulator and compares its outputs.</summary>
    /// <param name="firmware">The firmware.</param>
    /// <param name="data">The samples to try it on.</param>
    /// <returns>The result, with instructions, flash, RAM and stack.</returns>
    /// <exception cref="ToolMissingException">The compiler or the emulator is missing.</exception>
    public static VerifyReport InEmulator(Firmware firmware, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(firmware);
        return Verifier.InEmulator(firmware, PlanEvaluation.Of(firmware.Plan, data), Toolchain.Installed);
    }
}
