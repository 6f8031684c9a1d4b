namespace Bantam.Deployment;

/// <summary>Compares what generated code computes with what the reference runtime computes, byte for byte.</summary>
public static class Verifier
{
    /// <summary>Builds the code for this machine and compares it.</summary>
    /// <param name="firmware">The code.</param>
    /// <param name="inputs">The codes of all samples, one after the other.</param>
    /// <param name="toolchain">The compilers.</param>
    /// <param name="cancellation">Stops the comparison.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ToolMissingException">There is no C compiler; the message says how to install one.</exception>
    /// <exception cref="BuildException">The code does not compile without warnings.</exception>
    public static VerifyReport OnHost(Firmware firmware, ReadOnlySpan<sbyte> inputs, Toolchain toolchain, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(firmware);
        using HostProgram program = HostProgram.Build(firmware.Files, toolchain, cancellation);
        sbyte[] outputs = program.Run(inputs, cancellation: cancellation);
        VerifyReport report = Compare(firmware.Plan, inputs, outputs) with { Target = "host" };
        return report.IsProved ? report : report with { FirstDifference = Locate(firmware.Plan, inputs, outputs, sample => program.Trace(sample, cancellation: cancellation)) };
    }

    /// <summary>Builds the code for its target, runs it in the emulator and compares it.</summary>
    /// <param name="firmware">The code; its target must have an emulated machine.</param>
    /// <param name="inputs">The codes of all samples, one after the other.</param>
    /// <param name="toolchain">The compilers and the emulator.</param>
    /// <param name="cancellation">Stops the comparison.</param>
    /// <returns>The result, with instructions, memory and stack.</returns>
    /// <exception cref="ToolMissingException">The compiler or the emulator is missing; the message says how to install it.</exception>
    /// <exception cref="EmulatorException">The code crashed or ran out of time.</exception>
    public static VerifyReport InEmulator(Firmware firmware, ReadOnlySpan<sbyte> inputs, Toolchain toolchain, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(firmware);
        EmulatedMachine machine = firmware.Target.Machine
            ?? throw new ArgumentException($"The target '{firmware.Target.Name}' has no emulated machine; compare it on the host, or compile for a Cortex-M.", nameof(firmware));
        using EmulatorProgram program = EmulatorProgram.Build(firmware.Files, machine, toolchain, cancellation: cancellation);
        EmulatorRun run = program.Run(inputs, cancellation: cancellation);
        VerifyReport report = Compare(firmware.Plan, inputs, run.Outputs) with { Target = firmware.Target.Name, Emulator = run };
        return report.IsProved ? report : report with { FirstDifference = Locate(firmware.Plan, inputs, run.Outputs, sample => program.Trace(sample, cancellation: cancellation)) };
    }

    private static VerifyReport Compare(Plan plan, ReadOnlySpan<sbyte> inputs, ReadOnlySpan<sbyte> outputs)
    {
        int samples = inputs.Length / plan.Input.Bytes;
        int mismatches = 0;
        PlanRuntime runtime = new(plan);
        for (int i = 0; i < samples; i++)
        {
            ReadOnlySpan<sbyte> expected = runtime.Run(SampleOf(inputs, i, plan.Input.Bytes));
            mismatches += expected.SequenceEqual(SampleOf(outputs, i, plan.Output.Bytes)) ? 0 : 1;
        }

        return new VerifyReport { Target = string.Empty, Samples = samples, Mismatches = mismatches };
    }

    /// <summary>Runs the first sample that differs once more, step by step, and finds the first byte that differs.</summary>
    private static Difference? Locate(Plan plan, ReadOnlySpan<sbyte> inputs, ReadOnlySpan<sbyte> outputs, SampleTrace trace)
    {
        PlanRuntime runtime = new(plan);
        int sample = 0;
        while (runtime.Run(SampleOf(inputs, sample, plan.Input.Bytes)).SequenceEqual(SampleOf(outputs, sample, plan.Output.Bytes)))
        {
            sample++;
        }

        ReadOnlySpan<sbyte> input = SampleOf(inputs, sample, plan.Input.Bytes);
        IReadOnlyList<TraceStep> actual = trace(input);
        Difference? first = null;
        runtime.Run(input, (step, expected) =>
        {
            int index = expected.CommonPrefixLength(actual[step].Data);
            if (first is null && index < expected.Length)
            {
                first = new Difference(sample, plan.StepNames[step], index, expected[index], actual[step].Data[index]);
            }
        });
        return first;
    }

    private static ReadOnlySpan<sbyte> SampleOf(ReadOnlySpan<sbyte> all, int index, int length) => all.Slice(index * length, length);

    private delegate IReadOnlyList<TraceStep> SampleTrace(ReadOnlySpan<sbyte> input);
}
