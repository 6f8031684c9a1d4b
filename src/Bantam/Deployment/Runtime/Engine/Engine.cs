using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Runs a network on the host as fast as it allows: a plan bit for bit as <see cref="PlanRuntime"/> does, a graph as <see cref="InferenceStep"/> does.</summary>
/// <remarks>
/// Everything is prepared once: weights are packed for the widest vectors of the machine, memory is taken, and each step knows its
/// places. A run goes through the steps and allocates nothing. One instance serves one caller at a time; it may divide the samples
/// of a run among threads.
/// </remarks>
public abstract class Engine
{
    private protected Engine((int Numbers, int Bytes) input, (int Numbers, int Bytes) output)
    {
        (InputLength, InputBytes) = input;
        (OutputLength, OutputBytes) = output;
    }

    /// <summary>The numbers of one input sample.</summary>
    public int InputLength { get; }

    /// <summary>The numbers of one output sample.</summary>
    public int OutputLength { get; }

    /// <summary>The bytes of the codes of one input sample; 0 for a network in Float32.</summary>
    public int InputBytes { get; }

    /// <summary>The bytes of the codes of one output sample; 0 for a network in Float32.</summary>
    public int OutputBytes { get; }

    /// <summary>Prepares a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="options">How it runs; on one thread where omitted.</param>
    /// <returns>
    /// The engine. Where the plan has several inputs or outputs, those of a sample lie one behind the other. A network that is bound to its
    /// batch takes the whole batch as one sample. One that remembers (<see cref="BufferPlace.State"/>) runs its samples in their order on one thread.
    /// </returns>
    /// <exception cref="UnsupportedException">The machine does not have the instructions that the options ask for.</exception>
    public static Engine Of(Plan plan, EngineOptions? options = null)
    {
        options ??= new EngineOptions();
        return Of(plan, options, options.Path ?? DotPaths.Fastest);
    }

    /// <summary>Prepares a Float32 network.</summary>
    /// <param name="graph">The network. Changes of its values after this do not reach the engine.</param>
    /// <param name="options">How it runs; on one thread where omitted.</param>
    /// <returns>The engine.</returns>
    /// <exception cref="UnsupportedException">The network has several inputs or outputs.</exception>
    public static Engine Of(Graph graph, EngineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (graph.Inputs.Count != 1 || graph.Outputs.Count != 1)
        {
            throw new UnsupportedException($"The network has {graph.Inputs.Count} inputs and {graph.Outputs.Count} outputs, but an engine runs Float32 networks with one of each. Use Graph.Run.");
        }

        return new GraphEngine(graph, options ?? new EngineOptions());
    }

    /// <summary>Runs samples of real numbers.</summary>
    /// <param name="input">One sample or several, one behind the other.</param>
    /// <param name="output">Receives the outputs of as many samples.</param>
    /// <exception cref="ArgumentException">The lengths are no equal number of samples.</exception>
    public void Run(ReadOnlySpan<float> input, Span<float> output) => RunReal(input, output, Samples((InputLength, OutputLength), input.Length, output.Length));

    /// <summary>Runs samples of codes.</summary>
    /// <param name="input">One sample or several, one behind the other; of codes wider than int8 the bytes, little-endian.</param>
    /// <param name="output">Receives the codes of as many outputs.</param>
    /// <exception cref="ArgumentException">The lengths are no equal number of samples.</exception>
    /// <exception cref="NotSupportedException">The network computes in Float32 and has no codes.</exception>
    public void Run(ReadOnlySpan<sbyte> input, Span<sbyte> output)
    {
        RequireCodes();
        RunCodes(input, output, Samples((InputBytes, OutputBytes), input.Length, output.Length));
    }

    /// <summary>Runs one sample of codes and shows what each step of the plan computes.</summary>
    /// <param name="input">The sample, as in <see cref="Run(ReadOnlySpan{sbyte}, Span{sbyte})"/>.</param>
    /// <param name="output">Receives the codes of the output.</param>
    /// <param name="observe">Is shown the step's number and its output: the bytes that <see cref="PlanRuntime"/> shows.</param>
    /// <exception cref="ArgumentException">There is more or less than one sample.</exception>
    /// <exception cref="NotSupportedException">The network computes in Float32 and has no codes.</exception>
    public void Run(ReadOnlySpan<sbyte> input, Span<sbyte> output, StepObserver observe)
    {
        ArgumentNullException.ThrowIfNull(observe);
        RequireCodes();
        if (Samples((InputBytes, OutputBytes), input.Length, output.Length) != 1)
        {
            throw new ArgumentException($"Steps are shown of one sample of {InputBytes} bytes, but got {input.Length}.", nameof(input));
        }

        RunShown(input, output, observe);
    }

    /// <summary>Forgets what recurrent layers remember: the next run begins as the first one did.</summary>
    public virtual void Reset()
    {
    }

    /// <summary>Prepares a plan for given instructions.</summary>
    internal static PlanEngine Of(Plan plan, EngineOptions? options, DotPath path)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return DotPaths.IsSupported(path)
            ? new PlanEngine(new EnginePlan(plan, path), options ?? new EngineOptions())
            : throw new UnsupportedException($"This machine does not have the instructions {path}. It has {string.Join(", ", Enum.GetValues<DotPath>().Where(DotPaths.IsSupported))}.");
    }

    private protected abstract void RunReal(ReadOnlySpan<float> input, Span<float> output, int samples);

    private protected abstract void RunCodes(ReadOnlySpan<sbyte> input, Span<sbyte> output, int samples);

    private protected abstract void RunShown(ReadOnlySpan<sbyte> input, Span<sbyte> output, StepObserver observe);

    private void RequireCodes()
    {
        if (InputBytes == 0)
        {
            throw new NotSupportedException("This network computes in Float32 and has no codes. Pass real numbers, or quantize and lower it, and make the engine of the plan.");
        }
    }

    private static int Samples((int Input, int Output) sample, int inputLength, int outputLength)
    {
        int samples = inputLength / sample.Input;
        return samples > 0 && samples * sample.Input == inputLength && samples * sample.Output == outputLength
            ? samples
            : throw new ArgumentException($"A sample has {sample.Input} inputs and {sample.Output} outputs, but got {inputLength} and {outputLength} numbers. Pass an equal number of whole samples, at least one.");
    }
}
