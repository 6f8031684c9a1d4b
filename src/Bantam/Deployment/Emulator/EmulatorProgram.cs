using System.Buffers.Binary;
using System.Globalization;

namespace Bantam.Deployment;

/// <summary>
/// A model compiled for an emulated Cortex-M machine. Its instructions are counted exactly: the emulator gives each the
/// same virtual time, and a timer of the machine is read around the model's run function and, for comparison, around a
/// function that only returns. Repeats give equal numbers.
/// </summary>
public sealed class EmulatorProgram : IDisposable
{
    // With 2^7 ns an instruction lasts more than two ticks of every machine's timer, so one tick of reading error
    // is less than half an instruction and rounding to the nearest is exact.
    private const int ShiftOfInstruction = 7;
    private const int VectorBytes = 1 << 10;
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);

    private readonly BuildDirectory _directory;
    private readonly CFiles _model;
    private readonly Toolchain _toolchain;
    private readonly string _optimization;
    private bool _traceIsBuilt;

    private EmulatorProgram(CFiles model, EmulatedMachine machine, Toolchain toolchain, string optimization)
    {
        _model = model;
        _toolchain = toolchain;
        _optimization = optimization;
        Machine = machine;
        _directory = new(model);
    }

    /// <summary>The machine it is built for.</summary>
    public EmulatedMachine Machine { get; }

    /// <summary>The flash and the RAM of the model.</summary>
    public FirmwareSize Size { get; private set; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>Compiles a model for a machine, as C99 with all warnings as errors, and links it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="toolchain">Where the tools are.</param>
    /// <param name="optimization">The compiler's optimization flag; at <c>-O2</c> most kernels take fewer instructions than at <c>-O3</c>.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The program; dispose of it to delete its files.</returns>
    /// <exception cref="ToolMissingException">A tool is not on this machine.</exception>
    /// <exception cref="BuildException">The compiler refused the model, or it does not fit in the machine's memory.</exception>
    public static EmulatorProgram Build(CFiles model, EmulatedMachine machine, Toolchain toolchain, string optimization = "-O2", CancellationToken cancellation = default)
    {
        toolchain.RequireEmulator();
        EmulatorProgram program = new(model, machine, toolchain, optimization);
        try
        {
            program.Compile("image", [], cancellation);
            program.Size = program.ReadSize("image.elf", cancellation);
            return program;
        }
        catch
        {
            program.Dispose();
            throw;
        }
    }

    /// <summary>Runs the model over samples and measures each.</summary>
    /// <param name="inputs">The samples, back to back.</param>
    /// <param name="timeout">How long all of them together may take; five minutes when null.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>Results and measurements.</returns>
    /// <exception cref="ArgumentException">There is no sample, or the last is not whole.</exception>
    /// <exception cref="EmulatorException">The model faulted, ran out of time or left results of the wrong length.</exception>
    public EmulatorRun Run(ReadOnlySpan<sbyte> inputs, TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        int samples = _directory.WriteSamples("input.bin", inputs);
        Start("image.elf", timeout, cancellation);
        sbyte[] outputs = _directory.ReadOutputs("output.bin", samples);
        byte[] report = _directory.ReadResult("report.bin");
        if (report.Length != (samples + 2) * sizeof(uint))
        {
            throw new EmulatorException(ProgramFailure.WrongLength, $"The program reported {report.Length} bytes of measurements; {samples} samples make {(samples + 2) * sizeof(uint)}.");
        }

        // The empty function is one instruction, its return; everything else around it is also around the model.
        long around = InstructionsOf(Word(report, 0)) - 1;
        long[] instructions = [.. Enumerable.Range(1, samples).Select(i => InstructionsOf(Word(report, i)) - around)];
        return new(outputs, instructions, checked((int)Word(report, samples + 1)), Size);
    }

    /// <summary>
    /// Runs the model over samples and keeps what every step wrote and cost; builds a second, traced program at the first
    /// call. Tracing itself changes the code a little: take totals from <see cref="Run"/>.
    /// </summary>
    /// <param name="inputs">The samples, back to back.</param>
    /// <param name="timeout">How long all of them together may take; five minutes when null.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The steps of the first sample, then those of the second, and so on.</returns>
    /// <exception cref="ArgumentException">There is no sample, or the last is not whole.</exception>
    /// <exception cref="BuildException">The compiler refused the traced model.</exception>
    /// <exception cref="EmulatorException">The model faulted, ran out of time or left a broken trace.</exception>
    public IReadOnlyList<TraceStep> Trace(ReadOnlySpan<sbyte> inputs, TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        if (!_traceIsBuilt)
        {
            Compile("traced", [$"-D{_model.UpperPrefix}_TRACE"], cancellation);
            _traceIsBuilt = true;
        }

        int samples = _directory.WriteSamples("input.bin", inputs);
        Start("traced.elf", timeout, cancellation);
        _directory.ReadOutputs("output.bin", samples);
        List<(int Sample, int Step, uint Ticks, sbyte[] Data)> records = TraceStep.ReadRecords(_directory.ReadResult("trace.bin"));

        // Two steps of no work come first: they cost what a sample's first and each later record cost by themselves.
        long first = InstructionsOf(records[0].Ticks);
        long later = InstructionsOf(records[1].Ticks);
        return
        [
            .. records.Skip(2).Select((record, i) => new TraceStep(
                record.Sample,
                record.Step,
                Math.Max(0, InstructionsOf(record.Ticks) - (record.Sample != records[i + 1].Sample ? first : later)),
                record.Data)),
        ];
    }

    /// <summary>Deletes the program and its files.</summary>
    public void Dispose() => _directory.Dispose();

    private static uint Word(byte[] report, int index) => BinaryPrimitives.ReadUInt32LittleEndian(report.AsSpan(index * sizeof(uint)));

    private long InstructionsOf(uint ticks)
    {
        long picosecondsOfTick = 1_000_000_000_000 / Machine.ClockHertz;
        long picosecondsOfInstruction = 1000L << ShiftOfInstruction;
        return ((ticks * picosecondsOfTick) + (picosecondsOfInstruction / 2)) / picosecondsOfInstruction;
    }

    private void Compile(string name, IReadOnlyList<string> extra, CancellationToken cancellation)
    {
        string compiler = _toolchain.RequireArmCompiler();
        string[] common =
        [
            .. Machine.CompilerFlags, .. BuildDirectory.Strictness, .. extra,
            "-masm-syntax-unified", "-ffunction-sections", "-fdata-sections",
        ];
        _directory.Compile(
            compiler,
            [.. common, _optimization, "-c", _model.Prefix + ".c", "-o", "generated.o"],
            $"compile {_model.Prefix}.c for {Machine.Name}",
            cancellation);
        _directory.Compile(
            compiler,
            [
                .. common, "-O2", "-iquote", ".",
                // No library function in the harness: what the image has of a library is then the model's.
                "-ffreestanding", "-fno-tree-loop-distribute-patterns", $"-DCOUNTER_{Machine.Counter.ToString().ToUpperInvariant()}={Hex(Machine.CounterOrigin)}u",
                "harness/startup.c", "harness/semihosting.c", "harness/emulated.c", "generated.o",
                .. LinkerArguments(name), "-o", name + ".elf",
            ],
            $"link {_model.Prefix} for {Machine.Name} ({Machine.Flash.Bytes} bytes of flash, {Machine.Ram.Bytes} of RAM)",
            cancellation);
    }

    private string[] LinkerArguments(string name)
    {
        int vectors = Machine.VectorsOrigin == Machine.Flash.Origin ? VectorBytes : 0;
        return
        [
            "-nostartfiles", "-Wl,--gc-sections", "-Wl,-T,harness/machine.ld", $"-Wl,-Map={name}.map",
            $"-Wl,--defsym=VECTORS_ORIGIN={Hex(Machine.VectorsOrigin)}",
            $"-Wl,--defsym=FLASH_ORIGIN={Hex(Machine.Flash.Origin + (uint)vectors)}",
            $"-Wl,--defsym=FLASH_BYTES={Machine.Flash.Bytes - vectors}",
            $"-Wl,--defsym=RAM_ORIGIN={Hex(Machine.Ram.Origin)}",
            $"-Wl,--defsym=RAM_BYTES={Machine.Ram.Bytes}",
            $"-Wl,--defsym=STACK_BYTES={Machine.StackBytes}",
        ];
    }

    private static string Hex(uint address) => string.Create(CultureInfo.InvariantCulture, $"0x{address:x8}");

    private void Start(string image, TimeSpan? timeout, CancellationToken cancellation)
    {
        TimeSpan limit = timeout ?? DefaultTimeout;
        ProcessResult result = new ExternalProcess(
            _toolchain.RequireEmulator(),
            [
                "-M", Machine.QemuMachine, "-display", "none", "-monitor", "none", "-serial", "none",
                "-icount", string.Create(CultureInfo.InvariantCulture, $"shift={ShiftOfInstruction}"),
                "-semihosting-config", "enable=on,target=native", "-kernel", image,
            ])
        {
            WorkingDirectory = _directory.PathOf(""),
            Timeout = limit,
        }.Run(cancellation);
        if (result.TimedOut)
        {
            throw ProgramExit.TimedOut(_model, limit);
        }

        if (result.ExitCode != 0)
        {
            throw ProgramExit.Failed(_model, Machine.Name, result);
        }
    }

    private FirmwareSize ReadSize(string image, CancellationToken cancellation)
    {
        ProcessResult result = new ExternalProcess(_toolchain.RequireArmSize(), ["-A", "-d", image]) { WorkingDirectory = _directory.PathOf("") }.Run(cancellation);
        if (result.ExitCode != 0)
        {
            throw new BuildException($"read the sections of {_model.Prefix} for {Machine.Name}", result.Errors);
        }

        return SectionSizes.Read(result.Output);
    }
}
