using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>The product of one row with a matrix: nothing is packed for it, because every value of the matrix is used once.</summary>
/// <remarks>
/// <para>Sums are the chains of <see cref="GemmTile"/>, so a row has the same bits alone and in a larger product.</para>
/// <para>A chain adds once in four cycles and the matrix comes from the second-level cache, so that many chains run beside each
/// other: 16 vectors read whole cache lines in order, a kilobyte of one row at a time.</para>
/// </remarks>
internal static unsafe partial class GemmRow
{
    /// <summary>Columns that one part computes: what 16 of the widest vectors hold.</summary>
    public const int MostColumns = 256;

    /// <summary>Computes a product with one row.</summary>
    public static void Multiply<TSimd, TVector>(in GemmArguments g)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        if (g.TransposeB && g.PackedB is null)
        {
            MultiplyTransposed<TSimd, TVector>(in g);
            return;
        }

        int pair = GemmTile.Width<TSimd, TVector>();
        Panels panels = Panels.Of(in g, pair);
        int column = 0;
        for (; TSimd.HasManyRegisters && column + (8 * pair) <= g.N; column += 8 * pair)
        {
            EightPairs<TSimd, TVector>(in g, panels, column);
        }

        for (; column + (4 * pair) <= g.N; column += 4 * pair)
        {
            FourPairs<TSimd, TVector>(in g, panels, column);
        }

        for (; column + (2 * pair) <= g.N; column += 2 * pair)
        {
            TwoPairs<TSimd, TVector>(in g, panels, column);
        }

        for (; column + pair <= g.N; column += pair)
        {
            OnePair<TSimd, TVector>(in g, panels, column);
        }

        for (; column < g.N; column += TSimd.Lanes)
        {
            OneVector<TSimd, TVector>(in g, panels, column, Math.Min(TSimd.Lanes, g.N - column));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EightPairs<TSimd, TVector>(in GemmArguments g, Panels panels, int column)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int lanes = TSimd.Lanes;
        float* c = g.C + column;
        float* b0 = panels.Of(column);
        float* b1 = panels.Of(column) + panels.Next;
        float* b2 = panels.Of(column) + (2 * panels.Next);
        float* b3 = panels.Of(column) + (3 * panels.Next);
        float* b4 = panels.Of(column) + (4 * panels.Next);
        float* b5 = panels.Of(column) + (5 * panels.Next);
        float* b6 = panels.Of(column) + (6 * panels.Next);
        float* b7 = panels.Of(column) + (7 * panels.Next);
        TVector s0 = default;
        TVector s1 = default;
        TVector s2 = default;
        TVector s3 = default;
        TVector s4 = default;
        TVector s5 = default;
        TVector s6 = default;
        TVector s7 = default;
        TVector s8 = default;
        TVector s9 = default;
        TVector s10 = default;
        TVector s11 = default;
        TVector s12 = default;
        TVector s13 = default;
        TVector s14 = default;
        TVector s15 = default;
        if (g.Accumulate)
        {
            s0 = TSimd.Load(c);
            s1 = TSimd.Load(c + lanes);
            s2 = TSimd.Load(c + (2 * lanes));
            s3 = TSimd.Load(c + (3 * lanes));
            s4 = TSimd.Load(c + (4 * lanes));
            s5 = TSimd.Load(c + (5 * lanes));
            s6 = TSimd.Load(c + (6 * lanes));
            s7 = TSimd.Load(c + (7 * lanes));
            s8 = TSimd.Load(c + (8 * lanes));
            s9 = TSimd.Load(c + (9 * lanes));
            s10 = TSimd.Load(c + (10 * lanes));
            s11 = TSimd.Load(c + (11 * lanes));
            s12 = TSimd.Load(c + (12 * lanes));
            s13 = TSimd.Load(c + (13 * lanes));
            s14 = TSimd.Load(c + (14 * lanes));
            s15 = TSimd.Load(c + (15 * lanes));
        }

        float* a = g.A;
        nint stepOfA = g.TransposeA ? g.LeadingA : 1;
        nint end = g.K * panels.Step;
        for (nint k = 0; k != end; k += panels.Step, a += stepOfA)
        {
            TVector x = TSimd.Broadcast(*a);
            s0 = TSimd.MultiplyAdd(x, TSimd.Load(b0 + k), s0);
            s1 = TSimd.MultiplyAdd(x, TSimd.Load(b0 + k + lanes), s1);
            s2 = TSimd.MultiplyAdd(x, TSimd.Load(b1 + k), s2);
            s3 = TSimd.MultiplyAdd(x, TSimd.Load(b1 + k + lanes), s3);
            s4 = TSimd.MultiplyAdd(x, TSimd.Load(b2 + k), s4);
            s5 = TSimd.MultiplyAdd(x, TSimd.Load(b2 + k + lanes), s5);
            s6 = TSimd.MultiplyAdd(x, TSimd.Load(b3 + k), s6);
            s7 = TSimd.MultiplyAdd(x, TSimd.Load(b3 + k + lanes), s7);
            s8 = TSimd.MultiplyAdd(x, TSimd.Load(b4 + k), s8);
            s9 = TSimd.MultiplyAdd(x, TSimd.Load(b4 + k + lanes), s9);
            s10 = TSimd.MultiplyAdd(x, TSimd.Load(b5 + k), s10);
            s11 = TSimd.MultiplyAdd(x, TSimd.Load(b5 + k + lanes), s11);
            s12 = TSimd.MultiplyAdd(x, TSimd.Load(b6 + k), s12);
            s13 = TSimd.MultiplyAdd(x, TSimd.Load(b6 + k + lanes), s13);
            s14 = TSimd.MultiplyAdd(x, TSimd.Load(b7 + k), s14);
            s15 = TSimd.MultiplyAdd(x, TSimd.Load(b7 + k + lanes), s15);
        }

        Write<TSimd, TVector>(in g, column, lanes, s0);
        Write<TSimd, TVector>(in g, column + lanes, lanes, s1);
        Write<TSimd, TVector>(in g, column + (2 * lanes), lanes, s2);
        Write<TSimd, TVector>(in g, column + (3 * lanes), lanes, s3);
        Write<TSimd, TVector>(in g, column + (4 * lanes), lanes, s4);
        Write<TSimd, TVector>(in g, column + (5 * lanes), lanes, s5);
        Write<TSimd, TVector>(in g, column + (6 * lanes), lanes, s6);
        Write<TSimd, TVector>(in g, column + (7 * lanes), lanes, s7);
        Write<TSimd, TVector>(in g, column + (8 * lanes), lanes, s8);
        Write<TSimd, TVector>(in g, column + (9 * lanes), lanes, s9);
        Write<TSimd, TVector>(in g, column + (10 * lanes), lanes, s10);
        Write<TSimd, TVector>(in g, column + (11 * lanes), lanes, s11);
        Write<TSimd, TVector>(in g, column + (12 * lanes), lanes, s12);
        Write<TSimd, TVector>(in g, column + (13 * lanes), lanes, s13);
        Write<TSimd, TVector>(in g, column + (14 * lanes), lanes, s14);
        Write<TSimd, TVector>(in g, column + (15 * lanes), lanes, s15);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourPairs<TSimd, TVector>(in GemmArguments g, Panels panels, int column)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int lanes = TSimd.Lanes;
        float* c = g.C + column;
        float* b0 = panels.Of(column);
        float* b1 = panels.Of(column) + panels.Next;
        float* b2 = panels.Of(column) + (2 * panels.Next);
        float* b3 = panels.Of(column) + (3 * panels.Next);
        TVector s0 = default;
        TVector s1 = default;
        TVector s2 = default;
        TVector s3 = default;
        TVector s4 = default;
        TVector s5 = default;
        TVector s6 = default;
        TVector s7 = default;
        if (g.Accumulate)
        {
            s0 = TSimd.Load(c);
            s1 = TSimd.Load(c + lanes);
            s2 = TSimd.Load(c + (2 * lanes));
            s3 = TSimd.Load(c + (3 * lanes));
            s4 = TSimd.Load(c + (4 * lanes));
            s5 = TSimd.Load(c + (5 * lanes));
            s6 = TSimd.Load(c + (6 * lanes));
            s7 = TSimd.Load(c + (7 * lanes));
        }

        float* a = g.A;
        nint stepOfA = g.TransposeA ? g.LeadingA : 1;
        nint end = g.K * panels.Step;
        for (nint k = 0; k != end; k += panels.Step, a += stepOfA)
        {
            TVector x = TSimd.Broadcast(*a);
            s0 = TSimd.MultiplyAdd(x, TSimd.Load(b0 + k), s0);
            s1 = TSimd.MultiplyAdd(x, TSimd.Load(b0 + k + lanes), s1);
            s2 = TSimd.MultiplyAdd(x, TSimd.Load(b1 + k), s2);
            s3 = TSimd.MultiplyAdd(x, TSimd.Load(b1 + k + lanes), s3);
            s4 = TSimd.MultiplyAdd(x, TSimd.Load(b2 + k), s4);
            s5 = TSimd.MultiplyAdd(x, TSimd.Load(b2 + k + lanes), s5);
            s6 = TSimd.MultiplyAdd(x, TSimd.Load(b3 + k), s6);
            s7 = TSimd.MultiplyAdd(x, TSimd.Load(b3 + k + lanes), s7);
        }

        Write<TSimd, TVector>(in g, column, lanes, s0);
        Write<TSimd, TVector>(in g, column + lanes, lanes, s1);
        Write<TSimd, TVector>(in g, column + (2 * lanes), lanes, s2);
        Write<TSimd, TVector>(in g, column + (3 * lanes), lanes, s3);
        Write<TSimd, TVector>(in g, column + (4 * lanes), lanes, s4);
        Write<TSimd, TVector>(in g, column + (5 * lanes), lanes, s5);
        Write<TSimd, TVector>(in g, column + (6 * lanes), lanes, s6);
        Write<TSimd, TVector>(in g, column + (7 * lanes), lanes, s7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoPairs<TSimd, TVector>(in GemmArguments g, Panels panels, int column)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int lanes = TSimd.Lanes;
        float* c = g.C + column;
        float* b0 = panels.Of(column);
        float* b1 = panels.Of(column) + panels.Next;
        TVector s0 = default;
        TVector s1 = default;
        TVector s2 = default;
        TVector s3 = default;
        if (g.Accumulate)
        {
            s0 = TSimd.Load(c);
            s1 = TSimd.Load(c + lanes);
            s2 = TSimd.Load(c + (2 * lanes));
            s3 = TSimd.Load(c + (3 * lanes));
        }

        float* a = g.A;
        nint stepOfA = g.TransposeA ? g.LeadingA : 1;
        nint end = g.K * panels.Step;
        for (nint k = 0; k != end; k += panels.Step, a += stepOfA)
        {
            TVector x = TSimd.Broadcast(*a);
            s0 = TSimd.MultiplyAdd(x, TSimd.Load(b0 + k), s0);
            s1 = TSimd.MultiplyAdd(x, TSimd.Load(b0 + k + lanes), s1);
            s2 = TSimd.MultiplyAdd(x, TSimd.Load(b1 + k), s2);
            s3 = TSimd.MultiplyAdd(x, TSimd.Load(b1 + k + lanes), s3);
        }

        Write<TSimd, TVector>(in g, column, lanes, s0);
        Write<TSimd, TVector>(in g, column + lanes, lanes, s1);
        Write<TSimd, TVector>(in g, column + (2 * lanes), lanes, s2);
        Write<TSimd, TVector>(in g, column + (3 * lanes), lanes, s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OnePair<TSimd, TVector>(in GemmArguments g, Panels panels, int column)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int lanes = TSimd.Lanes;
        float* c = g.C + column;
        float* b0 = panels.Of(column);
        TVector s0 = default;
        TVector s1 = default;
        if (g.Accumulate)
        {
            s0 = TSimd.Load(c);
            s1 = TSimd.Load(c + lanes);
        }

        float* a = g.A;
        nint stepOfA = g.TransposeA ? g.LeadingA : 1;
        nint end = g.K * panels.Step;
        for (nint k = 0; k != end; k += panels.Step, a += stepOfA)
        {
            TVector x = TSimd.Broadcast(*a);
            s0 = TSimd.MultiplyAdd(x, TSimd.Load(b0 + k), s0);
            s1 = TSimd.MultiplyAdd(x, TSimd.Load(b0 + k + lanes), s1);
        }

        Write<TSimd, TVector>(in g, column, lanes, s0);
        Write<TSimd, TVector>(in g, column + lanes, lanes, s1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneVector<TSimd, TVector>(in GemmArguments g, Panels panels, int column, int columns)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector sum = g.Accumulate ? TSimd.LoadFirst(g.C + column, columns) : default;
        float* a = g.A;
        float* b = panels.OfRest(column, g.N, TSimd.Lanes, out nint step);
        nint stepOfA = g.TransposeA ? g.LeadingA : 1;
        for (int k = 0; k < g.K; k++, b += step, a += stepOfA)
        {
            TVector values = columns == TSimd.Lanes ? TSimd.Load(b) : TSimd.LoadFirst(b, columns);
            sum = TSimd.MultiplyAdd(TSimd.Broadcast(*a), values, sum);
        }

        Write<TSimd, TVector>(in g, column, columns, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<TSimd, TVector>(in GemmArguments g, int column, int columns, TVector sum)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector bias = g.Bias is null ? default : TSimd.LoadFirst(g.Bias + column, columns);
        TVector value = TSimd.Clamp(TSimd.Add(sum, bias), TSimd.Broadcast(g.Low), TSimd.Broadcast(g.High));
        TSimd.StoreFirst(g.C + column, value, columns);
    }

    /// <summary>Where columns lie: beside each other in a matrix, or in the panels of a packed one.</summary>
    private readonly struct Panels
    {
        /// <summary>Elements from one pair of vectors to the next.</summary>
        public readonly nint Next;

        /// <summary>Elements from one term to the next.</summary>
        public readonly nint Step;

        private readonly float* _first;
        private readonly int _pair;
        private readonly bool _isPacked;

        private Panels(in GemmArguments g, int pair)
        {
            _isPacked = g.PackedB is not null;
            _first = _isPacked ? g.PackedB : g.B;
            _pair = pair;
            Next = _isPacked ? (nint)g.PackedRows * pair : pair;
            Step = _isPacked ? pair : g.LeadingB;
        }

        public static Panels Of(in GemmArguments g, int pair) => new(in g, pair);

        /// <summary>Where the pair that starts at a column lies.</summary>
        public float* Of(int column) => _first + (column / _pair * Next);

        /// <summary>Where a single vector in the last, unfilled pair lies. A packed rest of one vector at most has a panel of that width.</summary>
        public float* OfRest(int column, int columns, int lanes, out nint step)
        {
            int inPair = column % _pair;
            step = _isPacked && columns % _pair <= lanes ? lanes : Step;
            return Of(column) + inPair;
        }
    }
}
