using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>The products in the middle of a <see cref="WinogradConvolution"/>: sixteen rows with one vector of columns, sums in registers.</summary>
/// <remarks>Rows lie at even distances and nothing is cut off or added, so that little but multiply-adds remains: the sums have few terms.</remarks>
internal static unsafe class WinogradTile
{
    /// <summary>Rows of one product.</summary>
    public const int Rows = 16;

    /// <summary>product[r, n] = Σₖ a[r, k]·b[k, n], one chain of multiply-adds each.</summary>
    /// <param name="a">[16, terms].</param>
    /// <param name="b">[terms, lanes].</param>
    /// <param name="terms">Terms of each sum.</param>
    /// <param name="product">[16, lanes].</param>
    public static void Multiply<TSimd, TVector>(float* a, float* b, nint terms, float* product)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        if (TSimd.HasManyRegisters)
        {
            SixteenRows<TSimd, TVector>(a, b, terms, product);
        }
        else
        {
            EightRows<TSimd, TVector>(a, b, terms, product);
            EightRows<TSimd, TVector>(a + (8 * terms), b, terms, product + (8 * TSimd.Lanes));
        }
    }

    // Each pointer serves three rows, so that all addresses stay in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SixteenRows<TSimd, TVector>(float* a, float* b, nint terms, float* product)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        nint two = 2 * terms;
        float* a0 = a;
        float* a3 = a0 + two + terms;
        float* a6 = a3 + two + terms;
        float* a9 = a6 + two + terms;
        float* a12 = a9 + two + terms;
        float* a15 = a12 + two + terms;
        TVector sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        TVector sum4 = default, sum5 = default, sum6 = default, sum7 = default;
        TVector sum8 = default, sum9 = default, sum10 = default, sum11 = default;
        TVector sum12 = default, sum13 = default, sum14 = default, sum15 = default;
        for (float* end = a + terms; a0 != end; a0++, a3++, a6++, a9++, a12++, a15++, b += TSimd.Lanes)
        {
            TVector columns = TSimd.Load(b);
            sum0 = TSimd.MultiplyAdd(TSimd.Broadcast(*a0), columns, sum0);
            sum1 = TSimd.MultiplyAdd(TSimd.Broadcast(a0[terms]), columns, sum1);
            sum2 = TSimd.MultiplyAdd(TSimd.Broadcast(a0[two]), columns, sum2);
            sum3 = TSimd.MultiplyAdd(TSimd.Broadcast(*a3), columns, sum3);
            sum4 = TSimd.MultiplyAdd(TSimd.Broadcast(a3[terms]), columns, sum4);
            sum5 = TSimd.MultiplyAdd(TSimd.Broadcast(a3[two]), columns, sum5);
            sum6 = TSimd.MultiplyAdd(TSimd.Broadcast(*a6), columns, sum6);
            sum7 = TSimd.MultiplyAdd(TSimd.Broadcast(a6[terms]), columns, sum7);
            sum8 = TSimd.MultiplyAdd(TSimd.Broadcast(a6[two]), columns, sum8);
            sum9 = TSimd.MultiplyAdd(TSimd.Broadcast(*a9), columns, sum9);
            sum10 = TSimd.MultiplyAdd(TSimd.Broadcast(a9[terms]), columns, sum10);
            sum11 = TSimd.MultiplyAdd(TSimd.Broadcast(a9[two]), columns, sum11);
            sum12 = TSimd.MultiplyAdd(TSimd.Broadcast(*a12), columns, sum12);
            sum13 = TSimd.MultiplyAdd(TSimd.Broadcast(a12[terms]), columns, sum13);
            sum14 = TSimd.MultiplyAdd(TSimd.Broadcast(a12[two]), columns, sum14);
            sum15 = TSimd.MultiplyAdd(TSimd.Broadcast(*a15), columns, sum15);
        }

        Write<TSimd, TVector>(product, sum0, sum1, sum2, sum3);
        Write<TSimd, TVector>(product + (4 * TSimd.Lanes), sum4, sum5, sum6, sum7);
        Write<TSimd, TVector>(product + (8 * TSimd.Lanes), sum8, sum9, sum10, sum11);
        Write<TSimd, TVector>(product + (12 * TSimd.Lanes), sum12, sum13, sum14, sum15);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EightRows<TSimd, TVector>(float* a, float* b, nint terms, float* product)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        nint two = 2 * terms;
        float* a0 = a;
        float* a3 = a0 + two + terms;
        float* a6 = a3 + two + terms;
        TVector sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        TVector sum4 = default, sum5 = default, sum6 = default, sum7 = default;
        for (float* end = a + terms; a0 != end; a0++, a3++, a6++, b += TSimd.Lanes)
        {
            TVector columns = TSimd.Load(b);
            sum0 = TSimd.MultiplyAdd(TSimd.Broadcast(*a0), columns, sum0);
            sum1 = TSimd.MultiplyAdd(TSimd.Broadcast(a0[terms]), columns, sum1);
            sum2 = TSimd.MultiplyAdd(TSimd.Broadcast(a0[two]), columns, sum2);
            sum3 = TSimd.MultiplyAdd(TSimd.Broadcast(*a3), columns, sum3);
            sum4 = TSimd.MultiplyAdd(TSimd.Broadcast(a3[terms]), columns, sum4);
            sum5 = TSimd.MultiplyAdd(TSimd.Broadcast(a3[two]), columns, sum5);
            sum6 = TSimd.MultiplyAdd(TSimd.Broadcast(*a6), columns, sum6);
            sum7 = TSimd.MultiplyAdd(TSimd.Broadcast(a6[terms]), columns, sum7);
        }

        Write<TSimd, TVector>(product, sum0, sum1, sum2, sum3);
        Write<TSimd, TVector>(product + (4 * TSimd.Lanes), sum4, sum5, sum6, sum7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<TSimd, TVector>(float* product, TVector sum0, TVector sum1, TVector sum2, TVector sum3)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TSimd.Store(product, sum0);
        TSimd.Store(product + TSimd.Lanes, sum1);
        TSimd.Store(product + (2 * TSimd.Lanes), sum2);
        TSimd.Store(product + (3 * TSimd.Lanes), sum3);
    }
}
