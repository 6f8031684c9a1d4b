namespace Bantam.Bench;

/// <summary>The matrix product of the system's oneDNN. Its convolutions run inside of libtorch, which contains a newer one.</summary>
internal sealed unsafe class OneDnnPeer
{
    public const string Name = "oneDNN 2.6";

    private readonly delegate* unmanaged<byte, byte, long, long, long, float, float*, long, float*, long, float, float*, long, int> _sgemm;

    private OneDnnPeer(nint sgemm) =>
        _sgemm = (delegate* unmanaged<byte, byte, long, long, long, float, float*, long, float*, long, float, float*, long, int>)sgemm;

    /// <summary>Loads the library and sets its threads, which are OpenMP's.</summary>
    /// <exception cref="PeerAbsentException">It is not installed.</exception>
    public static OneDnnPeer Load(int threads)
    {
        nint library = NativeLibraries.Load("libdnnl.so.2");
        nint openMp = NativeLibraries.Load("libgomp.so.1");
        ((delegate* unmanaged<int, void>)NativeLibraries.Export(openMp, "omp_set_num_threads"))(threads);
        return new OneDnnPeer(NativeLibraries.Export(library, "dnnl_sgemm"));
    }

    /// <summary>C [m, n] = A [m, k] · B [k, n], all row-major.</summary>
    /// <exception cref="InvalidOperationException">The library refused.</exception>
    public void Multiply(GemmShape shape, float* a, float* b, float* c)
    {
        byte plain = (byte)'N';
        int status = _sgemm(plain, plain, shape.M, shape.N, shape.K, 1, a, shape.K, b, shape.N, 0, c, shape.N);
        if (status != 0)
        {
            throw new InvalidOperationException($"dnnl_sgemm returned status {status}.");
        }
    }
}
