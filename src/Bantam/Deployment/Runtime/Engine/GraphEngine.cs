using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Runs a Float32 network sample by sample, each thread with a compiled pass of its own.</summary>
internal sealed unsafe class GraphEngine : Engine, IParallelWork
{
    private readonly InferenceStep[] _steps;
    private SampleRange<float, float> _range;

    public GraphEngine(Graph graph, EngineOptions options)
        : base((graph.Input.SampleShape.Count, 0), (graph.Output.SampleShape.Count, 0)) =>
        _steps = [.. Enumerable.Range(0, options.Threads).Select(_ => new InferenceStep(graph, batchSize: 1))];

    void IParallelWork.RunPart(int part)
    {
        InferenceStep step = _steps[part];
        for (int sample = part; sample < _range.Samples; sample += _steps.Length)
        {
            new ReadOnlySpan<float>(_range.Input + ((nint)sample * InputLength), InputLength).CopyTo(step.Batch.Span<float>());
            step.Run();
            step.Output.Span<float>().CopyTo(new Span<float>(_range.Output + ((nint)sample * OutputLength), OutputLength));
        }
    }

    private protected override void RunReal(ReadOnlySpan<float> input, Span<float> output, int samples)
    {
        fixed (float* from = input)
        fixed (float* to = output)
        {
            _range = new SampleRange<float, float>(from, to, samples);
            WorkerPool.Run(Math.Min(_steps.Length, samples), this);
        }
    }

    private protected override void RunCodes(ReadOnlySpan<sbyte> input, Span<sbyte> output, int samples) => throw new NotSupportedException();

    private protected override void RunShown(ReadOnlySpan<sbyte> input, Span<sbyte> output, StepObserver observe) => throw new NotSupportedException();
}

/// <summary>Samples in the caller's memory, for the time of a run.</summary>
internal readonly unsafe struct SampleRange<TInput, TOutput>(TInput* input, TOutput* output, int samples)
    where TInput : unmanaged
    where TOutput : unmanaged
{
    public readonly TInput* Input = input;
    public readonly TOutput* Output = output;
    public readonly int Samples = samples;
}
