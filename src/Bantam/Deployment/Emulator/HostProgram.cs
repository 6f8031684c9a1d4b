namespace Bantam.Deployment;

/// <summary>A model compiled by this machine's C compiler, to run over many samples in one process.</summary>
public sealed class HostProgram : IDisposable
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);

    private readonly BuildDirectory _directory;
    private readonly CFiles _model;
    private readonly string _compiler;
    private bool _traceIsBuilt;

    private HostProgram(CFiles model, string compiler)
    {
        _model = model;
        _compiler = compiler;
        _directory = new(model);
    }

    /// <summary>Compiles a model as C99 with all warnings as errors.</summary>
    /// <param name="model">The model.</param>
    /// <param name="toolchain">Where the compiler is.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The program; dispose of it to delete its files.</returns>
    /// <exception cref="ToolMissingException">There is no C compiler.</exception>
    /// <exception cref="BuildException">The compiler refused the model, be it for a warning.</exception>
    public static HostProgram Build(CFiles model, Toolchain toolchain, CancellationToken cancellation = default)
    {
        HostProgram program = new(model, toolchain.RequireHostCompiler());
        try
        {
            program.Compile("program", [], cancellation);
            return program;
        }
        catch
        {
            program.Dispose();
            throw;
        }
    }

    /// <summary>Runs the model over samples.</summary>
    /// <param name="inputs">The samples, back to back.</param>
    /// <param name="timeout">How long all of them together may take; five minutes when null.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The results, back to back.</returns>
    /// <exception cref="ArgumentException">There is no sample, or the last is not whole.</exception>
    /// <exception cref="EmulatorException">The program crashed, ran out of time or left results of the wrong length.</exception>
    public sbyte[] Run(ReadOnlySpan<sbyte> inputs, TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        int samples = _directory.WriteSamples("input.bin", inputs);
        Start("program", ["input.bin", "output.bin"], timeout, cancellation);
        return _directory.ReadOutputs("output.bin", samples);
    }

    /// <summary>Runs the model over samples and keeps what every step wrote; builds a second, traced program at the first call.</summary>
    /// <param name="inputs">The samples, back to back.</param>
    /// <param name="timeout">How long all of them together may take; five minutes when null.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>The steps of the first sample, then those of the second, and so on.</returns>
    /// <exception cref="ArgumentException">There is no sample, or the last is not whole.</exception>
    /// <exception cref="BuildException">The compiler refused the traced model.</exception>
    /// <exception cref="EmulatorException">The program crashed, ran out of time or left a broken trace.</exception>
    public IReadOnlyList<TraceStep> Trace(ReadOnlySpan<sbyte> inputs, TimeSpan? timeout = null, CancellationToken cancellation = default)
    {
        if (!_traceIsBuilt)
        {
            Compile("traced", [$"-D{_model.UpperPrefix}_TRACE"], cancellation);
            _traceIsBuilt = true;
        }

        int samples = _directory.WriteSamples("input.bin", inputs);
        Start("traced", ["input.bin", "output.bin", "trace.bin"], timeout, cancellation);
        _directory.ReadOutputs("output.bin", samples);
        return [.. TraceStep.ReadRecords(_directory.ReadResult("trace.bin")).Select(record => new TraceStep(record.Sample, record.Step, null, record.Data))];
    }

    /// <summary>Deletes the program and its files.</summary>
    public void Dispose() => _directory.Dispose();

    private void Compile(string name, IReadOnlyList<string> extra, CancellationToken cancellation) =>
        _directory.Compile(
            _compiler,
            [.. BuildDirectory.Strictness, "-O2", .. extra, "-iquote", ".", _model.Prefix + ".c", "harness/host.c", "-o", FileName(name)],
            $"compile {_model.Prefix}.c for this machine",
            cancellation);

    private void Start(string name, IReadOnlyList<string> arguments, TimeSpan? timeout, CancellationToken cancellation)
    {
        TimeSpan limit = timeout ?? DefaultTimeout;
        ProcessResult result = new ExternalProcess(_directory.PathOf(FileName(name)), arguments)
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
            throw ProgramExit.Failed(_model, "this machine", result);
        }
    }

    private static string FileName(string name) => OperatingSystem.IsWindows() ? name + ".exe" : name;
}
