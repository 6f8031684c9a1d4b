using Bantam.Costs;
using Bantam.Deployment;

namespace Bantam;

/// <summary>Runs the proofs of a fit; what cannot be run is said, never left out.</summary>
internal static class FitProofs
{
    public static FitVerification Of(Firmware firmware, PlanSamples samples, FitOptions options)
    {
        FitProof host = OnHost(firmware, samples, options);
        options.Observer.OnHostProof(host);
        FitEmulatorProof emulator = InEmulator(firmware, samples, options);
        options.Observer.OnEmulatorProof(emulator);
        return new FitVerification(host, emulator);
    }

    private static FitProof OnHost(Firmware firmware, PlanSamples samples, FitOptions options)
    {
        try
        {
            VerifyReport report = Verifier.OnHost(firmware, samples, options.Toolchain, options.Cancellation);
            return new FitProof
            {
                Status = StatusOf(report),
                Samples = report.Samples,
                Mismatches = report.Mismatches,
                FirstDifference = DifferenceOf(report),
            };
        }
        catch (ToolMissingException missing)
        {
            return new FitProof { Status = FitProofStatus.Unproved, Reason = missing.Message, Install = missing.Tool.Install, Samples = 0, Mismatches = 0 };
        }
        catch (Exception fault) when (fault is BuildException or EmulatorException)
        {
            // An interruption may reach the compiler first. Other code that does not build or run is refuted, not merely untested.
            options.Cancellation.ThrowIfCancellationRequested();
            return new FitProof { Status = FitProofStatus.Differs, Reason = fault.Message, Samples = samples.Count, Mismatches = samples.Count };
        }
    }

    private static FitEmulatorProof InEmulator(Firmware firmware, PlanSamples samples, FitOptions options)
    {
        FitEmulatorProof unproved = new() { Status = FitProofStatus.Unproved, Target = firmware.Target.Name, Samples = 0, Mismatches = 0 };
        if (firmware.Target.Machine is null)
        {
            return unproved with { Reason = $"There is no emulated machine for the device '{options.Device.Name}' with the core {options.Device.Core}. Emulated are {string.Join(", ", Devices.All.Where(device => Targets.For(device).Machine is not null).Select(device => device.Core).Distinct())}." };
        }

        PlanSamples tried = samples.Take(options.EmulatorSamples);
        try
        {
            VerifyReport report = Verifier.InEmulator(firmware, tried, options.Toolchain, options.Cancellation);
            EmulatorRun run = report.Emulator!;
            return new FitEmulatorProof
            {
                Status = StatusOf(report),
                Target = report.Target,
                Samples = report.Samples,
                Mismatches = report.Mismatches,
                FirstDifference = DifferenceOf(report),
                InstructionsPerInference = run.MaxInstructions,
                StackBytes = run.StackBytes,
                FlashBytes = run.Size.FlashBytes,
                CodeBytes = run.Size.CodeBytes,
                ConstBytes = run.Size.ConstBytes,
                RamBytes = run.Size.StaticRamBytes,
            };
        }
        catch (ToolMissingException missing)
        {
            ToolStatus[] all = [.. options.Toolchain.Status().Skip(1).Where(tool => !tool.Found)];
            string install = Toolchain.InstallCommand(all);
            return unproved with
            {
                Reason = all.Length < 2 ? missing.Message : $"{string.Join(", ", all.Select(tool => tool.Name))} are not on this machine. Install them with: {install}",
                Install = install.Length > 0 ? install : missing.Tool.Install,
            };
        }
        catch (Exception fault) when (fault is BuildException or EmulatorException)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            return unproved with { Status = FitProofStatus.Differs, Reason = fault.Message, Samples = tried.Count, Mismatches = tried.Count };
        }
    }

    private static FitProofStatus StatusOf(VerifyReport report) => report.IsProved ? FitProofStatus.Proved : FitProofStatus.Differs;

    private static FitDifference? DifferenceOf(VerifyReport report) => report.FirstDifference is { } d
        ? new FitDifference(d.Sample, d.Layer, d.Index, d.Expected, d.Actual)
        : null;
}

/// <summary>The flash and RAM of a deployed network: as the linker says, or else what the plan alone needs.</summary>
/// <param name="FlashBytes">Code and constants; constants alone where nothing was linked.</param>
/// <param name="RamBytes">Arena, input, output and stack; without the stack where nothing ran.</param>
/// <param name="IsMeasured">Whether the code was linked and run.</param>
internal readonly record struct FitMemoryUse(long FlashBytes, long RamBytes, bool IsMeasured)
{
    public static FitMemoryUse Of(Plan plan, FitEmulatorProof proof)
    {
        long buffers = plan.Input.Bytes + plan.Output.Bytes;
        return proof is { FlashBytes: { } flash, RamBytes: { } ram, StackBytes: { } stack }
            ? new FitMemoryUse(flash, ram + stack + buffers, IsMeasured: true)
            : new FitMemoryUse(plan.ConstantBytes, plan.ArenaBytes + buffers, IsMeasured: false);
    }
}
