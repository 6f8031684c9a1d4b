using System.Runtime.InteropServices;
namespace Bantam.Deployment;

/// <summary>Compares what generated code computes with what the reference runtime computed, byte for byte.</summary>
public static class Verifier
{
    /// <summary>Builds the code for this machine and compares it.</summary>
    /// <param name="firmware">The code.</param>
    /// <param name="samples">What the runtime computed with the same plan.</param>
    /// <param name="toolchain">The compilers.</param>
    /// <param name="cancellation">Stops the comparison.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ToolMissingException">There is no C compiler; the message says how to install one.</exception>
    /// <exception cref="BuildException">The code does not compile without warnings.</exception>
    public static VerifyReport OnHost(Firmware firmware, PlanSamples samples, Toolchain toolchain, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(firmware);
        ArgumentNullException.ThrowIfNull(samples);
        using HostProgram program = HostProgram.Build(firmware.Files, toolchain, cancellation);
        sbyte[] outputs = program.Run(samples.Inputs, cancellation: cancellation);
        return Compare("host", samples, outputs, input => program.Trace(input, cancellation: cancellation));
    }

    /// <summary>Builds the code for its target, runs it in the emulator and compares it.</summary>
    /// <param name="firmware">The code; its target must have an emulated machine.</param>
    /// <param name="samples">What the runtime computed with the same plan.</param>
    /// <param name="toolchain">The compilers and the emulator.</param>
    /// <param name="cancellation">Stops the comparison.</param>
    /// <returns>The result, with instructions, memory and stack.</returns>
    /// <exception cref="ToolMissingException">The compiler or the emulator is missing; the message says how to install it.</exception>
    /// <exception cref="EmulatorException">The code crashed or ran out of time.</exception>
    public static VerifyReport InEmulator(Firmware firmware, PlanSamples samples, Toolchain toolchain, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(firmware);
        ArgumentNullException.ThrowIfNull(samples);
        EmulatedMachine machine = firmware.Target.Machine
            ?? throw new ArgumentException($"The target '{firmware.Target.Name}' has no emulated machine; compare it on the host, or compile for a Cortex-M.", nameof(firmware));
        using EmulatorProgram program = EmulatorProgram.Build(firmware.Files, machine, toolchain, cancellation: cancellation);
        EmulatorRun run = program.Run(samples.Inputs, cancellation: cancellation);
        return Compare(firmware.Target.Name, samples, run.Outputs, input => program.Trace(input, cancellation: cancellation)) with { Emulator = run };
    }

    private static VerifyReport Compare(string target, PlanSamples samples, ReadOnlySpan<sbyte> outputs, SampleTrace trace)
    {
        int length = samples.Plan.Outputs.Sum(buffer => buffer.Bytes);
        int mismatches = 0;
        int first = -1;
        for (int i = 0; i < samples.Count; i++)
        {
            if (!samples.Output(i).SequenceEqual(outputs.Slice(i * length, length)))
            {
                mismatches++;
                first = first < 0 ? i : first;
            }
        }

        return new VerifyReport
        {
            Target = target,
            Samples = samples.Count,
            Mismatches = mismatches,
            FirstDifference = first < 0 ? null : Locate(samples, first, trace),
        };
    }

    /// <summary>Runs a sample that differs once more, step by step, and finds the first byte that differs.</summary>
    private static Difference? Locate(PlanSamples samples, int sample, SampleTrace trace)
    {
        IReadOnlyList<TraceStep> actual = trace(samples.Input(sample));
        Difference? first = null;
        new PlanRuntime(samples.Plan).Run(samples.Input(sample), (step, bytes) =>
        {
            ReadOnlySpan<sbyte> expected = MemoryMarshal.Cast<byte, sbyte>(bytes);
            int index = expected.CommonPrefixLength(actual[step].Data);
            if (first is null && index < expected.Length)
            {
                first = new Difference(sample, samples.Plan.StepNames[step], index, expected[index], actual[step].Data[index]);
            }
        });
        return first;
    }

    private delegate IReadOnlyList<TraceStep> SampleTrace(ReadOnlySpan<sbyte> input);
}
