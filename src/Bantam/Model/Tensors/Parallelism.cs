namespace Bantam.Model;

/// <summary>How many threads computations use. Results do not depend on it.</summary>
public static class Parallelism
{
    /// <summary>The number of threads, at least 1; as many as the machine has cores where it was not set.</summary>
    public static int Threads
    {
        get => WorkerPool.Threads;
        set => WorkerPool.Threads = value;
    }
}
