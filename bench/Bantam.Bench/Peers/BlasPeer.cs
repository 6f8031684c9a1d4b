using System.Runtime.Intrinsics.X86;
using Bantam.Model;

namespace Bantam.Bench;

/// <summary>The matrix product of a native library, called as Fortran does.</summary>
internal sealed unsafe class BlasPeer
{
    public const string MklName = "MKL of libtorch 2.10.0";
    public const string OpenBlasName = "OpenBLAS";

    private readonly delegate* unmanaged<byte*, byte*, int*, int*, int*, float*, float*, int*, float*, int*, float*, float*, int*, void> _sgemm;

    // Where our kernels are kept from the widest vectors, so are the peers.
    private static bool HasWideVectors => Avx512F.IsSupported && SimdWidth.Current == 16;

    private BlasPeer(nint sgemm) =>
        _sgemm = (delegate* unmanaged<byte*, byte*, int*, int*, int*, float*, float*, int*, float*, int*, float*, float*, int*, void>)sgemm;

    /// <summary>MKL, which libtorch contains and exports; told to keep to AVX2 where our kernels do.</summary>
    /// <exception cref="PeerAbsentException">It cannot be loaded.</exception>
    public static BlasPeer Mkl(int threads)
    {
        if (!HasWideVectors)
        {
            NativeLibraries.SetEnvironment("MKL_ENABLE_INSTRUCTIONS", "AVX2");
        }

        TorchPeer.Load(threads);
        string torch = Path.Combine(AppContext.BaseDirectory, "libtorch_cpu.so");
        nint openMp = NativeLibraries.Load(Path.Combine(AppContext.BaseDirectory, "libgomp-98b21ff3.so.1"));
        ((delegate* unmanaged<int, void>)NativeLibraries.Export(openMp, "omp_set_num_threads"))(threads);
        return new BlasPeer(NativeLibraries.Export(NativeLibraries.Load(torch), "sgemm_"));
    }

    /// <summary>The system's OpenBLAS. It is told the kind of core: old versions take recent processors for ancient ones.</summary>
    /// <exception cref="PeerAbsentException">It is not installed.</exception>
    public static BlasPeer OpenBlas(int threads)
    {
        if (HasWideVectors)
        {
            NativeLibraries.SetEnvironment("OPENBLAS_CORETYPE", "SKYLAKEX");
        }
        else if (Avx2.IsSupported)
        {
            NativeLibraries.SetEnvironment("OPENBLAS_CORETYPE", "HASWELL");
        }

        nint library = NativeLibraries.Load("libopenblas.so.0");
        ((delegate* unmanaged<int, void>)NativeLibraries.Export(library, "openblas_set_num_threads"))(threads);
        return new BlasPeer(NativeLibraries.Export(library, "sgemm_"));
    }

    /// <summary>C [m, n] = A [m, k] · B [k, n], all row-major: to Fortran, whose matrices are column-major, Cᵀ = Bᵀ·Aᵀ.</summary>
    public void Multiply(GemmShape shape, float* a, float* b, float* c)
    {
        byte plain = (byte)'N';
        (int m, int k, int n) = (shape.M, shape.K, shape.N);
        float one = 1;
        float zero = 0;
        _sgemm(&plain, &plain, &n, &m, &k, &one, b, &n, a, &k, &zero, c, &n);
    }
}
