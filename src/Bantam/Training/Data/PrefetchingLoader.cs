using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Bantam.Training;

/// <summary>Prepares the next batches on threads of its own while the trainer works on the one at hand.</summary>
/// <remarks>
/// The batches are those of <see cref="BatchLoader.Shuffled"/>, bit for bit, however many threads there are: thread w of W
/// prepares every W-th batch. Batches are asked for in order; a jump starts the threads anew from there. After the first
/// epoch nothing is allocated per batch. Not for use by two threads at once.
/// </remarks>
public sealed class PrefetchingLoader : IDisposable
{
    private readonly BatchLoader _direct;
    private readonly Func<BatchLoader> _open;
    private readonly Worker?[] _workers;
    private Batch? _full;
    private Batch? _partial;
    private long _next = -1;
    private int _turn;
    private long _stalledTicks;

    /// <summary>Opens a loader. Threads start with the first batch.</summary>
    /// <param name="data">The training samples.</param>
    /// <param name="batchSize">Samples per batch, at least 1.</param>
    /// <param name="seed">Decides the order, and what random transforms do.</param>
    /// <param name="augmentation">How samples are changed each time they are loaded, or null to leave them.</param>
    /// <param name="threads">How many threads prepare batches, from 0 to 64. With 0 the caller's thread does, when it asks.</param>
    /// <exception cref="InvalidOperationException">The data is the test set; or a transform is random and the data no training set, or one can change labels.</exception>
    /// <exception cref="ArgumentException">A transform does not fit the samples.</exception>
    public PrefetchingLoader(Dataset data, int batchSize, ulong seed, Augmentation? augmentation = null, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, 64);
        _open = () => BatchLoader.Shuffled(data, batchSize, seed, augmentation);
        _direct = _open();
        _workers = new Worker?[threads];
    }

    /// <summary>The number of batches in an epoch, the last and perhaps smaller one included.</summary>
    public int BatchesPerEpoch => _direct.BatchesPerEpoch;

    /// <summary>How long the caller waited for batches so far: the time by which loading slowed training down.</summary>
    public TimeSpan Stalled => Stopwatch.GetElapsedTime(0, _stalledTicks);

    /// <summary>The number of samples in one batch.</summary>
    /// <param name="batch">The number of the batch in its epoch, from 0.</param>
    /// <returns>The batch size, or less for the last batch.</returns>
    public int SizeOf(int batch) => _direct.SizeOf(batch);

    /// <summary>Waits for a batch, if it must, and lets the threads go on with later ones.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="batch">The number of the batch in the epoch, from 0.</param>
    /// <returns>The batch, in the loader's own tensors, valid until the next load.</returns>
    public Batch Load(int epoch, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        long started = Stopwatch.GetTimestamp();
        Batch loaded = _workers.Length == 0 ? _direct.Load(epoch, batch) : Take(epoch, batch);
        _stalledTicks += Stopwatch.GetTimestamp() - started;
        return loaded;
    }

    /// <summary>Stops the threads.</summary>
    public void Dispose() => Stop();

    private Batch Take(int epoch, int batch)
    {
        int size = SizeOf(batch);
        Batch destination = size == _direct.BatchSize ? _full ??= _direct.Allocate(size) : _partial ??= _direct.Allocate(size);
        long number = ((long)epoch * BatchesPerEpoch) + batch;
        if (number != _next)
        {
            Stop();
            Start(number);
        }

        _workers[_turn]!.CopyTo(destination);
        _turn = (_turn + 1) % _workers.Length;
        _next = number + 1;
        return destination;
    }

    private void Start(long number)
    {
        _turn = 0;
        for (int i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new Worker(_open(), number + i, _workers.Length);
        }
    }

    private void Stop()
    {
        foreach (Worker? worker in _workers)
        {
            worker?.Dispose();
        }

        Array.Clear(_workers);
        _next = -1;
    }

    /// <summary>A thread that prepares one batch ahead, in two tensors of its own.</summary>
    private sealed class Worker : IDisposable
    {
        private readonly BatchLoader _loader;
        private readonly int _stride;
        private readonly SemaphoreSlim _free = new(1);
        private readonly SemaphoreSlim _ready = new(0);
        private readonly Thread _thread;
        private long _number;
        private Batch _batch;
        private ExceptionDispatchInfo? _failure;
        private volatile bool _stopped;

        public Worker(BatchLoader loader, long first, int stride)
        {
            (_loader, _number, _stride) = (loader, first, stride);
            _thread = new Thread(Run) { IsBackground = true, Name = "batch loader" };
            _thread.Start();
        }

        public void CopyTo(Batch destination)
        {
            _ready.Wait();
            _failure?.Throw();
            _batch.Inputs.Span<float>().CopyTo(destination.Inputs.Span<float>());
            if (_batch.Labels.Type.Element == Model.ElementType.Int32)
            {
                _batch.Labels.Span<int>().CopyTo(destination.Labels.Span<int>());
            }
            else
            {
                _batch.Labels.Span<float>().CopyTo(destination.Labels.Span<float>());
            }

            _free.Release();
        }

        public void Dispose()
        {
            _stopped = true;
            _free.Release();
            _thread.Join();
            _free.Dispose();
            _ready.Dispose();
        }

        private void Run()
        {
            for (_free.Wait(); !_stopped; _free.Wait())
            {
                try
                {
                    _batch = _loader.Load((int)(_number / _loader.BatchesPerEpoch), (int)(_number % _loader.BatchesPerEpoch));
                    _number += _stride;
                }
                catch (Exception failure)
                {
                    // Whatever went wrong belongs to whoever asks for the batch.
                    _failure = ExceptionDispatchInfo.Capture(failure);
                }

                _ready.Release();
            }
        }
    }
}
